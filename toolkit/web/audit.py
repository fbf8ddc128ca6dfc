"""The audit trail: written before something is done, chained, never changed."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest

from toolkit.web.models import Audited

ASKED = "asked"
REFUSED = "refused"
DONE = "done"


def record(request: HttpRequest | None, did: str, *, about: str = "", outcome: str = ASKED, who: str = "") -> None:
    """Write one line. Raises `DatabaseError` when it cannot be written; then what it tells of must not be done."""
    name = who or (request.user.get_username() if request is not None and request.user.is_authenticated else "")
    address = _address(request) if request is not None else ""
    with transaction.atomic():
        last = Audited.objects.select_for_update().order_by("-id").values_list("chain", flat=True).first()
        line = Audited(
            at=datetime.now(UTC),
            who=name[:150],
            did=did[:60],
            about=about[:300],
            outcome=outcome,
            address=address or "",
        )
        line.chain = _link(last or "", line)
        line.save()


def broken() -> Iterator[int]:
    """Numbers of lines that do not follow from the line before: somebody has been at the database."""
    before = ""
    for line in Audited.objects.order_by("id").iterator():
        if line.chain != _link(before, line):
            yield line.pk
        before = line.chain


def _address(request: HttpRequest) -> str:
    try:
        return str(get_adapter().get_client_ip(request))
    except PermissionDenied:  # no address at all, or fewer proxies than the configuration says
        return "unknown"


def _link(before: str, line: Audited) -> str:
    words = [before, line.at.isoformat(), line.who, line.did, line.about, line.outcome, line.address]
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()
