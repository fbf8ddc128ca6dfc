"""The closed vocabularies of a notice: types of fields, where they come from, what they speak of."""

from enum import StrEnum

ANY = "any"
"""The language of a value that is the same in all."""


class FieldType(StrEnum):
    """What a field holds. How it is printed is the language's affair."""

    TEXT = "text"
    """One line."""
    PROSE = "prose"
    """Whole sentences; an empty line begins a paragraph. Stands alone in a template."""
    LIST = "list"
    """One item a line."""
    NUMBER = "number"
    DATE = "date"
    """`2026-11-25`."""
    MOMENT = "moment"
    """`2026-11-25T14:05+07:00`; printed in the zone it was given in."""
    YES_NO = "yes-no"
    PHONE = "phone"
    MAIL = "mail"
    LINK = "link"
    """An https address."""


WORDED = frozenset({FieldType.TEXT, FieldType.PROSE, FieldType.LIST})
"""These are said in words, so each language has its own, unless the field says otherwise."""

LENGTHS = {
    FieldType.TEXT: 200,
    FieldType.PROSE: 3000,
    FieldType.LIST: 3000,
    FieldType.NUMBER: 15,
    FieldType.DATE: 10,
    FieldType.MOMENT: 32,
    FieldType.YES_NO: 3,
    FieldType.PHONE: 40,
    FieldType.MAIL: 254,
    FieldType.LINK: 300,
}
"""Characters, where the field does not say."""


class Source(StrEnum):
    """Where a field's value comes from when nobody has typed one."""

    NAME = "organisation.name"
    ADDRESS = "organisation.address"
    PHONE = "organisation.phone"
    MAIL = "organisation.mail"
    WEBSITE = "organisation.website"
    PROTECTION_CONTACT = "organisation.data_protection_contact"
    INCIDENT = "incident.id"
    BEGAN = "incident.began"
    DETECTED = "incident.detected"
    AWARE = "incident.aware"
    CONTAINED = "incident.contained"
    RECIPIENT = "recipient"
    """Differs from one person to the next: put in while sending, never kept in the journal."""


class Topic(StrEnum):
    """What a field tells its reader: the words in which duties say what must and must not be told."""

    NATURE = "nature-of-breach"
    CAUSE = "cause"
    WHEN = "date-of-breach"
    DISCOVERED = "date-of-discovery"
    DATA = "types-of-data"
    PEOPLE = "number-of-people"
    RECORDS = "number-of-records"
    GROUPS = "groups-of-people"
    COUNTRIES = "countries"
    PROTECTION = "how-it-was-protected"
    CONSEQUENCES = "consequences"
    MEASURES = "measures"
    SELF_HELP = "self-help"
    SERVICES = "services-offered"
    CONTACT = "contact"
    PROTECTION_CONTACT = "data-protection-contact"
    ORGANISATION = "organisation"
    NOTICE_DATE = "date-of-notice"
    LATE = "reasons-for-delay"
    TOLD = "how-people-are-told"
    AUTHORITIES = "other-authorities"
    REFERENCE = "reference"
    AGENCIES = "agencies-that-help"
    """Credit bureaux, consumer authorities: names, numbers, addresses."""
    FREEZE = "security-freeze"
    RIGHTS = "rights"
    """To a police report, to complain, to damages."""
    POLICE = "law-enforcement"
    """Whether the police asked to wait, or are at work."""
    NEXT = "when-more-is-told"


class Limit(StrEnum):
    """How long a notice may be."""

    SCREEN = "screen"
    """One screen of a telephone."""
    SMS = "sms"
    """Three segments of a text message."""
