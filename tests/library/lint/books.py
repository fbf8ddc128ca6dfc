"""A playbook without a fault, and a small world for it. Tests break it in one place."""

from datetime import date

from toolkit.act.verb import Parameter, Plan, Rehearsal, Verb, Verified
from toolkit.library.lint import Around, Call, lint
from toolkit.library.playbooks import read

TODAY = date(2026, 11, 25)

GOOD = """
id = "open-door"
version = "1.0.0"
title = "A door is open"
summary = "Close it and see who came in."
scope = "Any door."
owner = "lead"
reviewed_on = 2026-11-01
review_by = 2027-05-01
severity = [{ level = "P1", when = "the front door" }, { level = "P2", when = "any other" }]
out_of_scope = [{ when = "A window", playbook = "telling" }]
prerequisites = [{ what = "Doors have locks", checks = ["lock-there"] }]
[roles.lead]
does = "Leads"
[roles.hand]
does = "Does"
[roles.counsel]
does = "Agrees"
[variables.door]
type = "text"
help = "Which"
given_by = "finding"
[variables.seen]
type = "text"
help = "Who came in"

[[step]]
id = "look"
kind = "action"
title = "Look at {door}"
phase = "triage"
role = "hand"
within = "10 minutes"
does = "Take a picture."
evidence = [{ id = "picture", what = "The door", how = "From both sides" }]
operations = [{ service = "s3", operation = "GetBucketAcl", parameters = ["Bucket"] }]
commands = ["aws s3api get-bucket-acl --bucket {door}"]

[[step]]
id = "shut"
kind = "action"
title = "Shut it"
phase = "contain"
role = "hand"
mode = "approval"
verb = "weld"
with = { door = "{door}" }
irreversible = true
changes = true
evidence_first = ["look"]
does = "Weld it."
verify = "It does not move."
inverse = "None: a new door is made."
ends = ["lock-there"]
reaches = "contained"

[[step]]
id = "search"
kind = "parallel"
title = "Search"
phase = "triage"
role = "lead"
branches = ["ask", "cellar"]
next = "personal"

[[step]]
id = "ask"
kind = "action"
title = "Ask the neighbours"
phase = "triage"
role = "hand"
next = "back"
does = "Ring at every bell."
produces = ["seen"]

[[step]]
id = "cellar"
kind = "loop"
title = "Until the cellar is empty"
phase = "triage"
role = "hand"
body = "stairs"
until = "Nobody is there"
at_most = 5
every = "1 hour"
next = "back"

[[step]]
id = "stairs"
kind = "action"
title = "Down the stairs"
phase = "triage"
role = "hand"
next = "back"
does = "Bring a lamp."

[[step]]
id = "personal"
kind = "decision"
title = "Were letters read"
phase = "triage"
role = "lead"
approver = "counsel"
ask = "Did {seen} read letters?"
options = [
  { answer = "yes", next = "tell", reaches = "personal-data-confirmed" },
  { answer = "no", next = "mend", reaches = "personal-data-excluded" },
]

[[step]]
id = "tell"
kind = "sub-playbook"
title = "Tell them"
phase = "notify"
role = "lead"
playbook = "telling"
with = { whom = "{seen}" }

[[step]]
id = "mend"
kind = "action"
title = "Mend the frame"
phase = "eradicate"
role = "hand"
does = "With oak."
reaches = "eradicated"

[[step]]
id = "quiet"
kind = "wait"
title = "Wait for quiet"
phase = "recover"
role = "hand"
for = "30 minutes"
reaches = "recovered"

[[step]]
id = "lessons"
kind = "action"
title = "Talk"
phase = "learn"
role = "lead"
within = "5 days"
of = "recovered"
does = "With everybody."
next = "close"
reaches = "reviewed"

[exercise]
scenario = "The wind."
every = "12 months"
target = "1 hour"
questions = ["Who?", "When?", "Why?"]
[[exercise.injects]]
at = "5 minutes"
says = "It bangs."
expects = ["look"]
[[exercise.injects]]
at = "1 hour"
says = "It rains."
expects = ["shut"]
[[exercise.injects]]
at = "1 day"
says = "A letter is gone."
expects = ["personal"]
"""

TELLING = """
id = "telling"
version = "1.0.0"
title = "Tell them"
summary = "Say it."
scope = "Whoever is owed."
owner = "lead"
reviewed_on = 2026-11-01
review_by = 2027-05-01
severity = [{ level = "P1", when = "always" }]
[roles.lead]
does = "Leads"
[roles.counsel]
does = "Agrees"
[variables.whom]
type = "text"
help = "Whom"
given_by = "caller"
[[step]]
id = "must-we"
kind = "decision"
title = "Must we"
phase = "notify"
role = "lead"
approver = "counsel"
ask = "Is {whom} to be told?"
options = [
  { answer = "yes", next = "letter" },
  { answer = "no", next = "close", reaches = "decided-not-to-notify" },
]
[[step]]
id = "letter"
kind = "notify"
title = "Send it"
phase = "notify"
role = "lead"
audience = "people"
approver = "counsel"
does = "Send the letter."
next = "close"
reaches = "notified"
[exercise]
scenario = "Paper."
every = "12 months"
questions = []
injects = []
"""


def book(text):
    playbook, problems = read(text.encode(), "book.toml")
    assert playbook is not None, problems
    return playbook


def _nothing(*_):
    return None


WELD = Verb(
    id="weld",
    title="Weld",
    does="Welds.",
    parameters=(
        Parameter(name="door", help="which", example="front"),
        Parameter(name="seam", help="how wide", example="3", optional=True),
    ),
    permissions=(),
    rehearsal=Rehearsal.READ,
    plan=lambda *_: Plan(changes=()),
    capture=lambda *_: {},
    act=_nothing,
    verify=lambda *_: Verified(so=True, words=""),
    rollback=None,
)

CALLS = {
    ("s3", "GetBucketAcl"): Call(
        required=frozenset({"Bucket"}), members=frozenset({"Bucket", "ExpectedBucketOwner"})
    ),
    ("s3", "PutObjectLegalHold"): Call(
        required=frozenset({"Bucket", "Key"}), members=frozenset({"Bucket", "Key", "LegalHold", "VersionId"})
    ),
    ("ec2", "CreateSecurityGroup"): Call(required=frozenset(), members=frozenset({"GroupName"})),
    ("ec2", "RevokeSecurityGroupEgress"): Call(required=frozenset(), members=frozenset({"GroupId"})),
    ("ec2", "CreateNetworkAclEntry"): Call(required=frozenset(), members=frozenset({"NetworkAclId"})),
    ("ec2", "ModifyInstanceAttribute"): Call(required=frozenset(), members=frozenset({"InstanceId", "Groups"})),
    ("rds", "DescribeDBInstances"): Call(required=frozenset(), members=frozenset({"DBInstanceIdentifier"})),
}


def world(*texts, **other):
    books = [book(text) for text in (GOOD, TELLING, *texts)]
    return Around(
        playbooks={one.id: one for one in books},
        verbs={"weld": WELD},
        today=TODAY,
        call=lambda service, operation: CALLS.get((service, operation)),
        **{"checks": {"lock-there"}, "templates": {"staff"}, **other},
    )


def faults(text, around=None):
    """Rule and words of each fault."""
    return [(one.rule, str(one)) for one in lint(book(text), around or world())]


def broken(*changes, text=GOOD, around=None):
    """The faults of a playbook in which one text stands for another."""
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return faults(text, around)
