"""Templates: one environment, what every page gets, and the pages for what went wrong."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

import toolkit
from reports import words
from reports.identity import anchor
from reports.inert import coded, inert
from toolkit.core.errors import UserError
from toolkit.web.roles import RIGHTS, May
from toolkit.web.times import span, when
from toolkit.web.vocabulary import called

CORE = "html"


def environment(**options: Any) -> Environment:
    """Jinja2 as Django asks for it. A name that nobody gave is an error, never a blank."""
    options["undefined"] = StrictUndefined
    options["trim_blocks"] = options["lstrip_blocks"] = True
    options.setdefault("extensions", []).append("jinja2.ext.i18n")
    options["loader"] = ChoiceLoader([options["loader"], PackageLoader("reports")])  # the reports' own parts
    made = Environment(**options)  # noqa: S701  Django turns autoescape on
    made.install_gettext_callables(  # type: ignore[attr-defined]
        translation.gettext, translation.ngettext, newstyle=True, pgettext=translation.pgettext
    )
    made.globals |= {"url": _url, "static": static, "May": May, "words": words, "style_mark": style_mark}
    made.globals |= {"anchor": anchor, "coded": coded}
    made.filters |= {"when": when, "span": span, "called": called, "inert": inert, "prose": prose}
    made.filters |= {"scopes": lambda said: ", ".join(json.loads(said))}
    return made


def render(
    request: HttpRequest, name: str, given: Mapping[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page or a part of one, with what every page gets."""
    template = engines["pages"].get_template(name)
    return HttpResponse(template.render({**shared(request), **(given or {})}, request), status=status)


def shared(request: HttpRequest) -> dict[str, Any]:
    """What the layout asks for."""
    from toolkit.web.house import house  # noqa: PLC0415  opened after the templates are set up

    try:
        organisation = house().settings.organisation.name
    except UserError:  # the page that says what is wrong with the configuration needs its layout
        organisation = ""
    return {
        "person": getattr(request, "user", None),
        "may": getattr(request, "may", frozenset()),
        "roles": getattr(request, "roles", frozenset()),
        "organisation": organisation,
        "version": toolkit.__version__,
        "messages": get_messages(request) if hasattr(request, "_messages") else (),
        "language": translation.get_language(),
        "site_languages": (("en", "English"), ("th", "ไทย")),
        "here": request.get_full_path(),
        "now": datetime.now(UTC),
        "style_mark": style_mark(),
        "rooms": rooms(request),
    }


def rooms(request: HttpRequest) -> list[dict[str, Any]]:
    """The navigation: the rooms that this person may enter."""
    from toolkit.web.rooms import ROOMS  # noqa: PLC0415  declared with the pages

    may: frozenset[May] = getattr(request, "may", frozenset())
    return [
        {"title": one.title, "url": reverse(one.page), "here": request.path.startswith(reverse(one.page))}
        for one in ROOMS
        if one.may in may
    ]


def refused(request: HttpRequest, needed: May) -> HttpResponse:
    """A person with an account, and without the right."""
    return render(request, "refused.html", {"right": RIGHTS.get(needed, needed.value)}, status=403)


def trouble(
    request: HttpRequest, status: int, *, problems: list[str], stale: bool = False, typed: list[Any] | None = None
) -> HttpResponse:
    """What went wrong, and what was kept."""
    given = {"problems": problems, "status": status, "stale": stale, "typed": typed or [], "path": request.path}
    template = engines["pages"].get_template("trouble.html")
    plain = {"language": translation.get_language() or "en", "style_mark": style_mark(), **given}
    return HttpResponse(template.render(plain, request), status=status)


@cache
def style() -> str:
    """The one stylesheet: that of the reports, so that page and report cannot differ, and what forms need besides."""
    report = (files("reports") / "templates" / "page.css").read_text(encoding="utf-8")
    return report + (files("toolkit.web") / "static" / "web" / "forms.css").read_text(encoding="utf-8")


@cache
def style_mark() -> str:
    """Changes with the stylesheet, so that browsers may keep it."""
    return hashlib.sha256(style().encode()).hexdigest()[:12]


def _url(name: str, **given: Any) -> str:
    return str(reverse(name, kwargs=given or None))


def prose(text: str) -> Markup:
    """Words of ours or of a finding: what stands between backticks as code, everything escaped."""
    marked, bare = Markup("<code>{}</code>"), Markup("{}")
    return Markup("").join((marked if code else bare).format(piece) for code, piece in coded(text))


def safe(markup: str) -> Markup:
    """Markup that a report of ours made and escaped."""
    return Markup(markup)  # noqa: S704
