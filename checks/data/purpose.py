"""Is there a reason to hold it, somebody who answers for it, and an end?"""

from toolkit.core import Cite, RegisterPolicy, Severity, Verdict, check, failed, not_applicable, passed
from toolkit.core.inventory import DataClass
from toolkit.core.registers import LawfulBasis
from toolkit.facts.register import (
    DatasetBasis,
    DatasetFields,
    DatasetOwner,
    DatasetPurpose,
    DatasetRetention,
    DatasetReview,
)

PLAYBOOK = "personal-data-breach"
LOCATION = ("location", "gps", "position", "latitude", "longitude", "geo", "movement", "tracking")
SPECIAL = (
    *(
        "health",
        "diagnos",
        "medical",
        "disab",
        "pregnan",
        "religio",
        "belief",
        "ethnic",
        "race",
        "racial",
        "political",
    ),
    *(
        "political",
        "union",
        "sexual",
        "gender identity",
        "biometric",
        "fingerprint",
        "face",
        "genetic",
        "dna",
        "blood",
    ),
)
"""Parts of names of fields that hold special categories (GDPR Art. 9(1)), as people call them."""
CREDENTIALS = ("password", "passcode", "secret question", "security answer", "pin code", "api key", "token")
MONEY = ("card number", "cvv", "iban", "account number", "bank", "salary", "income")

HINTS = ((SPECIAL, DataClass.SPECIAL), (CREDENTIALS, DataClass.CREDENTIALS), (MONEY, DataClass.FINANCIAL))


def _like(fields: tuple[str, ...], words: tuple[str, ...]) -> list[str]:
    return [name for name in fields if any(word in name.lower().replace("_", " ") for word in words)]


@check(
    id="dataset-purpose-missing",
    title="Data is held and nobody says what for",
    severity=Severity.HIGH,
    fix="Write down the purpose in the register, or delete the data.",
    cites=(Cite("GDPR", "Art. 5(1)(b)"), Cite("GDPR", "Art. 30(1)(b)")),
    playbook=PLAYBOOK,
    good=DatasetPurpose(purpose="deliver orders"),
    bad=DatasetPurpose(),
)
def purpose(dataset: DatasetPurpose) -> Verdict:
    """Data without a purpose is risk without a return, and in a breach there is no answer to why it was there."""
    return passed(dataset.purpose) if dataset.purpose else failed("no purpose is recorded")


@check(
    id="dataset-basis-missing",
    title="Data is held without a lawful basis on record",
    severity=Severity.MEDIUM,
    fix="Record the basis; where there is none, stop and delete.",
    cites=(Cite("GDPR", "Art. 6(1)"),),
    playbook=PLAYBOOK,
    good=DatasetBasis(basis=LawfulBasis.CONTRACT),
    bad=DatasetBasis(),
)
def basis(dataset: DatasetBasis) -> Verdict:
    """It is the first question of an authority, and it is asked of the day before the breach."""
    return passed(dataset.basis) if dataset.basis else failed("no lawful basis is recorded")


@check(
    id="dataset-owner-missing",
    title="Nobody answers for a dataset",
    severity=Severity.MEDIUM,
    fix="Name the role or team that decides about it.",
    cites=(Cite("NIST 800-53r5", "PM-5(1)"),),
    playbook=PLAYBOOK,
    good=DatasetOwner(owner="head of sales"),
    bad=DatasetOwner(),
)
def owner(dataset: DatasetOwner) -> Verdict:
    """In the first hour of a breach somebody must say what is in it and who needs it."""
    return passed(dataset.owner) if dataset.owner else failed("no owner")


@check(
    id="dataset-retention-missing",
    title="Data is kept without an end",
    severity=Severity.MEDIUM,
    fix="Set `retention_end`, or delete on a rolling schedule and record `past_retention`.",
    cites=(Cite("GDPR", "Art. 5(1)(e)"), Cite("GDPR", "Art. 30(1)(f)")),
    playbook=PLAYBOOK,
    good=DatasetRetention(days_left=300),
    bad=DatasetRetention(),
)
def retention_missing(dataset: DatasetRetention) -> Verdict:
    """What is never deleted is breached in the end."""
    if dataset.days_left is None and dataset.overdue is None:
        return failed("neither an end nor a number of overdue records is recorded")
    return passed()


@check(
    id="dataset-retention-over",
    title="Data is kept longer than was decided",
    severity=Severity.HIGH,
    fix="Delete what is overdue, in every copy and at every vendor.",
    cites=(Cite("GDPR", "Art. 5(1)(e)"),),
    playbook=PLAYBOOK,
    good=DatasetRetention(days_left=300, overdue=0),
    bad=DatasetRetention(days_left=-10),
)
def retention_over(dataset: DatasetRetention) -> Verdict:
    """Each of these people will have to be told of a loss that had no reason left."""
    if dataset.days_left is not None and dataset.days_left < 0:
        return failed(f"it should have been gone {-dataset.days_left} days ago")
    if dataset.overdue:
        return failed(f"{dataset.overdue} records should be gone already")
    if dataset.days_left is None and dataset.overdue is None:
        return not_applicable("no end is recorded: see dataset-retention-missing")
    return passed()


@check(
    id="dataset-fields-unneeded",
    title="More is collected than the purpose needs",
    severity=Severity.MEDIUM,
    fix="Stop collecting the fields and delete them, or record in `needed` what they are needed for.",
    cites=(Cite("GDPR", "Art. 5(1)(c)"),),
    playbook=PLAYBOOK,
    good=DatasetFields(fields=("email",), needed=("email",)),
    bad=DatasetFields(fields=("email", "birth date"), needed=("email",)),
)
def unneeded(dataset: DatasetFields) -> Verdict:
    """What was never collected cannot be stolen."""
    extra = [name for name in dataset.fields if name not in dataset.needed]
    return (
        failed(f"not needed: {', '.join(extra[:20])}")
        if extra
        else passed(f"{len(dataset.fields)} fields, all needed")
    )


@check(
    id="dataset-location-unneeded",
    title="Where people are is collected, and no purpose needs it",
    severity=Severity.HIGH,
    fix="Stop collecting locations and delete them, or record in `needed` which purpose needs them.",
    cites=(Cite("GDPR", "Art. 5(1)(c)"),),
    playbook=PLAYBOOK,
    good=DatasetFields(fields=("email",), needed=("email",)),
    bad=DatasetFields(fields=("email", "gps position"), needed=("email",)),
)
def location(dataset: DatasetFields) -> Verdict:
    """A trail of places tells home, work, faith and illness; no password can be changed to make up for it."""
    places = [name for name in _like(dataset.fields, LOCATION) if name not in dataset.needed]
    return failed(f"not needed: {', '.join(places)}") if places else passed()


@check(
    id="dataset-class-too-low",
    title="A dataset holds more sensitive things than its class says",
    severity=Severity.HIGH,
    fix="Declare the class that the fields have; stores and duties follow from it.",
    cites=(Cite("GDPR", "Art. 9(1)"),),
    playbook=PLAYBOOK,
    good=DatasetFields(fields=("diagnosis",), needed=("diagnosis",), data_class=DataClass.SPECIAL),
    bad=DatasetFields(fields=("diagnosis",), needed=("diagnosis",), data_class=DataClass.PERSONAL),
)
def class_too_low(dataset: DatasetFields) -> Verdict:
    """A class that is too low makes the score too good and the notice too late."""
    order = list(DataClass)
    for words, least in (
        (SPECIAL, DataClass.SPECIAL),
        (CREDENTIALS, DataClass.CREDENTIALS),
        (MONEY, DataClass.FINANCIAL),
    ):
        found = _like(dataset.fields, words)
        if found and order.index(dataset.data_class) < order.index(least):
            return failed(f"declared {dataset.data_class}, but {', '.join(found[:10])} would be {least}")
    return passed(f"declared {dataset.data_class}")


@check(
    id="dataset-review-overdue",
    title="Nobody went through a dataset's entry in the register for a long time",
    severity=Severity.LOW,
    fix="Have the owner confirm purpose, fields, places and end, and set `reviewed_on`.",
    cites=(Cite("GDPR", "Art. 30"),),
    playbook=PLAYBOOK,
    good=DatasetReview(age_days=100),
    bad=DatasetReview(age_days=900),
)
def review(dataset: DatasetReview, policy: RegisterPolicy) -> Verdict:
    """A register that is not true on the day of the breach misleads those who rely on it."""
    words = f"last reviewed {dataset.age_days} days ago"
    return failed(words) if dataset.age_days > policy.dataset_review_max_days else passed(words)
