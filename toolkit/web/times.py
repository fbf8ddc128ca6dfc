"""Moments as a person reads them: the organisation's zone and the page's language, with the Buddhist year in Thai."""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_datetime, format_timedelta
from django.utils import translation
from markupsafe import Markup, escape

from toolkit.core.errors import UserError

BUDDHIST = 543


def when(moment: datetime | None, zone: str = "") -> Markup:
    """`<time>` in the page's language; an en dash where there is none."""
    if moment is None:
        return Markup("&ndash;")
    here = moment.astimezone(_zone(zone))
    language = translation.get_language() or "en"
    if language == "th":
        text = f"{format_datetime(here, 'd MMM', locale='th')} {here.year + BUDDHIST} ({here.year}) {here:%H:%M}"
    else:
        text = format_datetime(here, "d MMM yyyy HH:mm", locale="en_GB")
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        moment.isoformat(), here.isoformat(), escape(text)
    )


def span(length: timedelta) -> str:
    """About how long, in the page's language."""
    return format_timedelta(
        abs(length), granularity="minute", threshold=1.5, locale=translation.get_language() or "en"
    )


def _zone(name: str) -> tzinfo:
    from toolkit.web.house import house  # noqa: PLC0415  opened after the templates are set up

    try:
        return ZoneInfo(name or house().settings.organisation.zone)
    except (UserError, ZoneInfoNotFoundError):  # a broken configuration is told elsewhere
        return UTC
