"""What somebody had typed when the session ended, kept over the login and offered again. Files are not kept."""

import json

from allauth.core import ratelimit
from django.http import HttpRequest

NAME = "typed"
LIMIT = 256 * 1024
"""Letters; a form that is longer is not kept, and the page says so. Nor are more than a few a minute from one
address: whoever has no account could fill the disk."""


def keep(request: HttpRequest) -> str:
    """Keep the fields of a refused POST in the new, anonymous session. The path that offers them again."""
    from django.urls import reverse  # noqa: PLC0415  the map imports us

    fields = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    fields = [one for one in fields if one[0] != "csrfmiddlewaretoken"]
    kept = {"path": request.get_full_path(), "fields": fields}
    if len(json.dumps(kept)) > LIMIT or not ratelimit.consume(request, action=NAME):
        kept["fields"] = []
    request.session[NAME] = kept
    return str(reverse("typed"))
