"""The closed vocabularies of a playbook: phases, modes, levels, milestones, audiences, types."""

from enum import StrEnum


class Phase(StrEnum):
    """Which part of the response a step belongs to (NIST CSF 2.0: RS.MA, RS.AN, RS.MI, RC.RP, RS.CO, ID.IM)."""

    DETECT = "detect"
    TRIAGE = "triage"
    EVIDENCE = "evidence"
    CONTAIN = "contain"
    ERADICATE = "eradicate"
    RECOVER = "recover"
    NOTIFY = "notify"
    LEARN = "learn"


class Mode(StrEnum):
    """Who carries an action out."""

    MANUAL = "manual"
    """A person does it and says so."""
    AUTOMATED = "automated"
    """The step's verb does it, with `--execute`."""
    APPROVAL = "approval"
    """As automated, after a second person has approved these very parameters of this very version."""


class Level(StrEnum):
    """How bad an incident is: P1 is all hands at once, P4 is a ticket."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class Milestone(StrEnum):
    """What a step reaches when it is done. Metrics and clocks are measured from these."""

    DETECTED = "detected"
    AWARE = "aware"
    """The organisation knows with reasonable certainty that personal data was affected: where legal clocks start."""
    PERSONAL_DATA_CONFIRMED = "personal-data-confirmed"
    PERSONAL_DATA_EXCLUDED = "personal-data-excluded"
    CONTAINED = "contained"
    ERADICATED = "eradicated"
    RECOVERED = "recovered"
    NOTIFIED = "notified"
    NOT_NOTIFYING = "decided-not-to-notify"
    REVIEWED = "reviewed"


class Audience(StrEnum):
    """To whom a notify step speaks."""

    AUTHORITY = "authority"
    PEOPLE = "people"
    CUSTOMERS = "customers"
    """Businesses whose data this organisation processes for them."""
    MANAGEMENT = "management"
    STAFF = "staff"
    PARTNERS = "partners"
    """Bank, insurer, police, provider, processor."""
    PUBLIC = "public"


class VariableType(StrEnum):
    """What a variable holds."""

    TEXT = "text"
    NUMBER = "number"
    TIME = "time"
    YES_NO = "yes-no"
    STORE = "store"
    DATASET = "dataset"
    SERVER = "server"
    ACCOUNT = "account"
    BUCKET = "bucket"
    REGION = "region"
    ADDRESS = "address"
    IDENTITY = "identity"
    """An account name of a system: an IAM user or role, a login. Of a system, never a person's story."""
    RESOURCE = "resource"
    """An id of a provider: an instance, a key id, a snapshot, a volume."""
    LIST = "list"


class Giver(StrEnum):
    """Who supplies a variable that no step produces."""

    FINDING = "finding"
    INVENTORY = "inventory"
    PERSON = "person"
    CALLER = "caller"
    """The playbook that runs this one as a sub-playbook; asked of a person when there is none."""
