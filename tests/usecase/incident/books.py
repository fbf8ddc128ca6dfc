"""Two playbooks made up for tests, with every kind of step, and what is needed to run them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.incident import Event, Kind, fold
from toolkit.core.inventory import Account, DataClass, Dataset, Inventory, Store, StoreKind, Vendor
from toolkit.library.playbooks import read
from toolkit.usecase.incident.opening import Opening, open_incident
from toolkit.usecase.incident.session import Said

T0 = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)

HEAD = """
version = "1.0.0"
title = "A fire in the archive"
summary = "Put it out."
scope = "The archive."
owner = "lead"
reviewed_on = 2026-11-01
review_by = 2027-11-01
severity = [{ level = "P1", when = "it burns" }]
[roles.lead]
does = "Leads"
[roles.hand]
does = "Does"
"""

FIRE = f"""
id = "fire"
{HEAD}
[variables.bucket]
type = "bucket"
help = "The bucket"
given_by = "finding"
[variables.store]
type = "store"
help = "The store"
given_by = "inventory"
[variables.records]
type = "number"
help = "How many records"
given_by = "inventory"
[variables.countries]
type = "text"
help = "Where the people live"
given_by = "inventory"
[variables.loss]
type = "number"
help = "How many are lost"
[variables.real]
type = "yes-no"
help = "Whether it is real"

[[step]]
id = "see"
kind = "action"
title = "See that {{bucket}} burns"
phase = "detect"
role = "hand"
within = "10 minutes"
reaches = "detected"
produces = ["real"]
needs = ["the door is cold"]

[[step]]
id = "is-it"
kind = "decision"
title = "Is it real"
phase = "triage"
role = "lead"
ask = "Does {{bucket}} burn?"
on = "real"
options = [
  {{ answer = "yes", next = "photograph" }},
  {{ answer = "no", next = "write-up" }},
]

[[step]]
id = "photograph"
kind = "action"
title = "Photograph it"
phase = "evidence"
role = "hand"
within = "30 minutes"
evidence = [{{ id = "photo", what = "The fire", how = "A camera" }}]

[[step]]
id = "put-out"
kind = "action"
title = "Put it out"
phase = "contain"
role = "hand"
mode = "approval"
verb = "block-public-access"
with = {{ bucket = "{{bucket}}", account = "prod" }}
changes = true
evidence_first = ["photograph"]
standing_authority = ["P1"]
verify = "No flame"
inverse = "Light it"
reaches = "contained"

[[step]]
id = "all-hands"
kind = "action"
title = "Call everybody"
phase = "contain"
role = "lead"
only_at = ["P1"]

[[step]]
id = "both"
kind = "parallel"
title = "Look and listen"
phase = "triage"
role = "lead"
branches = ["look", "listen"]
next = "watch"

[[step]]
id = "look"
kind = "action"
title = "Look"
phase = "triage"
role = "hand"

[[step]]
id = "look-again"
kind = "action"
title = "Look again"
phase = "triage"
role = "hand"
next = "back"

[[step]]
id = "listen"
kind = "action"
title = "Listen"
phase = "triage"
role = "hand"
next = "back"
produces = ["loss"]

[[step]]
id = "watch"
kind = "loop"
title = "Watch the ashes"
phase = "eradicate"
role = "hand"
body = "stir"
until = "nothing glows"
at_most = 2
every = "1 hour"
next = "cool"

[[step]]
id = "stir"
kind = "action"
title = "Stir"
phase = "eradicate"
role = "hand"
next = "back"

[[step]]
id = "cool"
kind = "wait"
title = "Let it cool"
phase = "recover"
role = "hand"
for = "2 hours"

[[step]]
id = "affected"
kind = "decision"
title = "Was personal data in it"
phase = "triage"
role = "lead"
approver = "counsel"
ask = "Was it?"
options = [
  {{ answer = "yes", next = "tell", reaches = "personal-data-confirmed" }},
  {{ answer = "no", next = "write-up", reaches = "personal-data-excluded" }},
]

[[step]]
id = "tell"
kind = "sub-playbook"
title = "Tell them"
phase = "notify"
role = "lead"
playbook = "letters"
with = {{ place = "{{store}}" }}

[[step]]
id = "write-up"
kind = "action"
title = "Write it up"
phase = "learn"
role = "lead"
within = "5 days"
of = "contained"
next = "close"
reaches = "reviewed"

[exercise]
scenario = "Smoke."
every = "12 months"
target = "1 hour"
questions = ["Who called?"]
[[exercise.injects]]
at = "20 minutes"
says = "Somebody calls."
expects = ["put-out"]
[[exercise.injects]]
at = "3 hours"
says = "The press is here."
expects = ["write-up"]
"""

LETTERS = f"""
id = "letters"
{HEAD}
[variables.place]
type = "store"
help = "Where"
given_by = "caller"

[[step]]
id = "draft"
kind = "action"
title = "Draft a letter about {{place}}"
phase = "notify"
role = "hand"

[[step]]
id = "send"
kind = "notify"
title = "Send it"
phase = "notify"
role = "lead"
audience = "people"
approver = "counsel"
next = "close"
reaches = "notified"

[exercise]
scenario = "Paper."
every = "12 months"
questions = ["Stamps?"]
injects = []
"""

INVENTORY = Inventory(
    accounts=(Account(name="prod"),),
    stores=(
        Store(name="exports", kind=StoreKind.BUCKET, account="prod", bucket="example-exports"),
        Store(name="other", kind=StoreKind.BUCKET, account="prod", bucket="other"),
    ),
    datasets=(
        Dataset(
            name="customers",
            data_class=DataClass.PERSONAL,
            stores=("exports",),
            records=1200,
            people={"TH": 900, "DE": 300},
        ),
    ),
    vendors=(Vendor(name="mailer", holds=("customers",)),),
)


class Watch:
    """A clock that stands still until it is told to move."""

    def __init__(self, now=T0):
        self.now = now

    def __call__(self):
        return self.now

    def on(self, **span):
        self.now += timedelta(**span)


def home(tmp_path, *books):
    """Settings whose library is these books alone, beside the shipped ones."""
    folder = tmp_path / "playbooks"
    folder.mkdir(exist_ok=True)
    for text in books or (FIRE, LETTERS):
        name = text.split('id = "', 1)[1].split('"', 1)[0]
        (folder / f"{name}.toml").write_text(text)
    (tmp_path / "breachready.toml").touch()
    return Settings(inventory=INVENTORY, state=tmp_path / "state", source=Path(tmp_path / "breachready.toml"))


def by(name="ana", note="", at=None):
    return Said(by=name, note=note, at=at)


def opened(tmp_path, watch=None, *, books=(FIRE, LETTERS), **more):
    """Settings and the folder of an incident of `fire`."""
    settings = home(tmp_path, *books)
    given = {"playbook": "fire", "store": "exports", **more}
    view = open_incident(settings, Opening(**given), by(), watch or Watch())
    return settings, view.folder


def book(text):
    found, problems = read(text.encode(), "book")
    assert not problems, problems
    return found


class Journal:
    """Events made up one after the other, a minute apart, and the incident that they tell."""

    def __init__(self, *books, **opening):
        self.library = {one.id: one for one in map(book, books or (FIRE, LETTERS))}
        first = next(iter(self.library))
        data = {
            "id": "i",
            "title": "t",
            "playbook": first,
            "version": "1.0.0",
            "digest": first,
            "pinned": {name: name for name in self.library if name != first},
            **opening,
        }
        self.events = []
        self.add(Kind.OPENED, **data)

    def add(self, kind, step="", *, who="ana", note="", at=None, **data):
        number = len(self.events)
        moment = at or T0 + timedelta(minutes=number)
        self.events.append(
            Event(
                kind=kind,
                by=who,
                occurred_at=moment,
                recorded_at=moment,
                step=step,
                note=note,
                data=data,
                n=number + 1,
            )
        )
        return self

    def done(self, *steps, **data):
        for step in steps:
            self.add(Kind.DONE, step, **data)
        return self

    def decide(self, step, answer):
        return self.add(Kind.DECIDED, step, answer=answer)

    @property
    def incident(self):
        return fold(self.events, self.library)

    @property
    def hand(self):
        return list(self.incident.open_keys())
