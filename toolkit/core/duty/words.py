"""The closed vocabularies of duties: whom, from when, in what shape, and how one stands."""

from enum import StrEnum


class Audience(StrEnum):
    """What kind of recipient a duty names; templates are chosen by it."""

    AUTHORITY = "authority"
    PEOPLE = "people"
    CUSTOMER = "customer"
    """The controller or owner of the data for whom this organisation processes it."""
    REGISTER = "register"
    """The organisation's own file of incidents."""
    CREDIT_BUREAUS = "credit-bureaus"
    MEDIA = "media"
    MARKET = "market"
    OTHERS = "others"
    """Other organisations, users of a service, the public."""
    NOBODY = "nobody"
    """Something to do rather than somebody to tell, such as to assess within a time."""


class Owes(StrEnum):
    """In which role the organisation owes it."""

    CONTROLLER = "controller"
    """Who decides why the data is processed, or owns it."""
    PROCESSOR = "processor"
    """Who processes it for somebody else."""
    ANYONE = "anyone"


class Reach(StrEnum):
    """What makes a law apply."""

    RESIDENTS = "residents"
    """People of its territory are affected."""
    ORGANISATION = "organisation"
    """The organisation is of a kind that the law names, wherever the people live."""


class Shape(StrEnum):
    """How a clock runs."""

    FIXED = "fixed"
    """A length of time from an event."""
    FIRST_OF_TWO = "first-of-two"
    """A length of time, or another duty's being met, whichever is sooner."""
    CAPPED = "capped"
    """A length of time from one event, but not more than another from an earlier event."""
    CHAINED = "chained"
    """A length of time from another duty's being met; not started before that."""
    ORDERING = "ordering"
    """Before, with, or not after another duty; no length of its own."""
    YEAR_END = "year-end"
    """A length of time from the end of the calendar year of the event."""
    ANNUAL = "annual"
    """A date in the year after the event."""
    IMMEDIATE = "immediate"
    """At once, in every case."""
    QUALITATIVE = "qualitative"
    """Words without a number. None is ever invented for them."""


class Start(StrEnum):
    """Events that start clocks. Each is recorded by a person, by itself; none follows from another."""

    DISCOVERY = "discovery"
    """Somebody first noticed the incident, or was told of it."""
    SUSPICION = "suspicion"
    """There were grounds to suspect a breach: the clock for assessing it."""
    AWARENESS = "awareness"
    """The organisation knew with reasonable certainty that personal data was affected."""
    DETERMINATION = "determination"
    """The organisation came to the conclusion that there was a breach (or a reportable incident)."""
    CONFIRMATION = "confirmation"
    """The breach was confirmed, and what must be told could be found out."""
    SCOPE = "scope-identified"
    """It was known whose data it was."""
    ASSESSMENT = "assessment"
    """The assessment came to the result that the breach must be notified."""
    MATERIALITY = "materiality"
    """A listed company determined that the incident is material."""
    CLASSIFICATION = "classification"
    """A financial entity classified the incident as major."""
    PAYMENT = "payment"
    """Ransom was paid."""
    MITIGATION = "mitigation"
    """A corrective or mitigating measure became available."""
    REQUEST = "request"
    """An authority asked for it."""
    DECISION = "decision-to-notify"
    """It was decided that people are to be notified."""


class Order(StrEnum):
    """Where an ordering clock stands against another duty."""

    BEFORE = "before"
    WITH = "with"
    NOT_AFTER = "not-after"


class Risk(StrEnum):
    """What the assessment comes to (GDPR arts 33 and 34)."""

    UNLIKELY = "unlikely"
    """Unlikely to result in a risk to people: documented, not notified."""
    RISK = "risk"
    """A risk: the authority is told."""
    HIGH = "high"
    """A high risk: people are told as well."""

    @property
    def rank(self) -> int:
        """0 for unlikely, 2 for high."""
        return list(Risk).index(self)


class Counted(StrEnum):
    """Which people a threshold counts."""

    RESIDENTS = "residents"
    """Those of the law's territory."""
    NOTIFIED = "notified"
    """Those whom this law obliges to be told: the residents affected."""
    ALL = "all"
    """Everybody affected, wherever."""
    ONE_STATE = "one-state"
    """The largest number in any one state of the territory."""


class Standing(StrEnum):
    """How a duty stands in an incident."""

    OWED = "owed"
    UNDECIDED = "undecided"
    MET = "met"
    NOT_OWED = "not-owed"


class Truth(StrEnum):
    """What is known of a condition."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
