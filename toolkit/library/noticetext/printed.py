"""Values as a language prints them: dates with its months and era, numbers in groups, what is not yet known."""

from datetime import date, datetime

from toolkit.core.notice import Field, FieldType, Language


def printed(type: FieldType, text: str, language: Language) -> str:
    """A value that `checked` let through."""
    match type:
        case FieldType.NUMBER:
            return f"{int(text):,}".replace(",", language.separator)
        case FieldType.DATE:
            return day(date.fromisoformat(text), language)
        case FieldType.MOMENT:
            return moment(datetime.fromisoformat(text), language)
        case FieldType.YES_NO:
            return language.yes if text == "yes" else language.no
    return text


def day(on: date, language: Language) -> str:
    """`25 November 2026`, `25 พฤศจิกายน 2569`."""
    month = language.months[on.month - 1]
    return language.date.format(day=on.day, month=month, year=on.year + language.year_offset)


def moment(at: datetime, language: Language) -> str:
    """With the offset that it was given in."""
    offset = at.strftime("%z")
    zone = "UTC" if offset == "+0000" else f"UTC{offset[:3]}:{offset[3:5]}"
    return language.moment.format(date=day(at.date(), language), time=f"{at:%H:%M}", offset=zone)


def unknown(until: date, language: Language) -> str:
    """That it is not yet known, and the day by which it will be told."""
    return language.unknown.format(date=day(until, language))


def missing(field: Field, language: Language) -> str:
    """What stands in a draft where a value is missing."""
    return f"[{language.missing.format(label=field.label)}]"


def href(type: FieldType, text: str) -> str:
    """Where a value leads; empty for most."""
    match type:
        case FieldType.LINK:
            return text
        case FieldType.MAIL:
            return f"mailto:{text}"
        case FieldType.PHONE:
            return "tel:" + "".join(char for char in text if char in "+0123456789")
    return ""
