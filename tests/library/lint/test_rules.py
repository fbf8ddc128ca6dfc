"""Each rule finds what it is for, and says where; a playbook without a fault has none."""

from datetime import date

import pytest

from tests.library.lint.books import GOOD, TELLING, book, broken, faults, world
from toolkit.core.contact import Contact
from toolkit.library.lint import RULES, lint
from toolkit.library.playbooks import digest

STEP = '\n[[step]]\nid = "{id}"\nkind = "action"\ntitle = "More"\nphase = "triage"\nrole = "hand"\ndoes = "More."\n{more}\n'
LESSONS = '[[step]]\nid = "lessons"'


def step(id, more=""):
    return STEP.format(id=id, more=more)


def test_a_good_playbook_has_no_fault():
    assert faults(GOOD) == []


CASES = {
    "names: not kebab": ("names", "step[Look]", [('id = "look"', 'id = "Look"'), ('["look"]\ndoes', '["Look"]\ndoes')]),
    "names: twice": ("names", "2 steps have this id", [(LESSONS, step("mend") + LESSONS)]),
    "names: a word of the format": ("names", "is a word of the format", [('id = "mend"', 'id = "contained"')]),
    "leads nowhere": ("leads-somewhere", "step[ask]: leads to 'nowhere'", [('next = "back"\ndoes = "Ring', 'next = "nowhere"\ndoes = "Ring')]),
    "an answer leads nowhere": ("leads-somewhere", "step[personal]: leads to 'mended'", [('next = "mend",', 'next = "mended",')]),
    "back without a bracket": ("leads-somewhere", "step[lessons]: goes `back`", [('next = "close"\nreaches = "reviewed"', 'next = "back"\nreaches = "reviewed"')]),
    "close within a branch": ("leads-somewhere", "step[ask]: closes the playbook", [('next = "back"\ndoes = "Ring', 'next = "close"\ndoes = "Ring')]),
    "a branch runs out": ("leads-somewhere", "from search (ask)", [('next = "back"\ndoes = "Ring', 'next = "personal"\ndoes = "Ring')]),
    "one branch": ("leads-somewhere", "step[search].branches: expected two", [('branches = ["ask", "cellar"]', 'branches = ["ask", "ask"]')]),
    "unreachable": ("reachable", "step[stray]: cannot be reached", [(LESSONS, step("stray") + LESSONS), ('reaches = "recovered"', 'reaches = "recovered"\nnext = "lessons"')]),
    "round for ever": ("ends", "step[mend]: there is no way", [('reaches = "eradicated"', 'reaches = "eradicated"\nnext = "mend"')]),
    "a loop of no turns": ("ends", "step[cellar].at_most", [("at_most = 5", "at_most = 0")]),
    "nobody learns": ("whole", "no step reaches `reviewed`", [('reaches = "reviewed"', "")]),
    "never contained": ("whole", "no step reaches `contained`", [('reaches = "contained"', "")]),
    "no recovery": ("whole", "has no step in the phase recover", [('phase = "recover"', 'phase = "triage"')]),
    "no P1": ("levels", "does not say when it is P1", [('level = "P1"', 'level = "P3"')]),
    "a level twice": ("levels", "P1 is there 2 times", [('level = "P2"', 'level = "P1"')]),
    "nobody told": ("obligations", "personal -> mend -> quiet -> lessons -> close", [('answer = "yes", next = "tell"', 'answer = "yes", next = "mend"')]),
    "no producer": ("produced-once", "variables.seen: nobody gives it", [('produces = ["seen"]', "")]),
    "two producers": ("produced-once", "variables.seen: is produced by ask and by stairs", [('does = "Bring a lamp."', 'does = "Bring a lamp."\nproduces = ["seen"]')]),
    "given and produced": ("produced-once", "variables.door: is given by the finding and produced", [('produces = ["seen"]', 'produces = ["seen", "door"]')]),
    "produced, not declared": ("produced-once", "'colour' is not declared", [('produces = ["seen"]', 'produces = ["seen", "colour"]')]),
    "nobody reads it": ("produced-once", "variables.seen: no step mentions it", [("Did {seen} read", "Did they read"), ('whom = "{seen}"', 'whom = "x"')]),
    "not declared": ("known-in-time", "{colour} is not declared", [("With oak.", "In {colour}.")]),
    "too early": ("known-in-time", "step[shut].does: {seen} is found out by ask", [("Weld it.", "Weld it before {seen}.")]),
    "in another branch": ("known-in-time", "step[stairs].does: {seen}", [("Bring a lamp.", "Bring {seen}.")]),
    "at another level": ("known-in-time", "by ask at P1 only", [('produces = ["seen"]', 'produces = ["seen"]\nonly_at = ["P1"]')]),
    "handed what it does not know": ("handed-on", "telling has no variable 'who'", [("with = { whom", 'with = { who = "x", whom')]),
    "not handed what it needs": ("handed-on", "telling expects 'whom'", [('with = { whom = "{seen}" }', "")]),
    "no proof first": ("proof-first", "step[shut]: cannot be undone", [('evidence_first = ["look"]\n', "")]),
    "proof too late": ("proof-first", "step[shut].evidence_first: mend does not come before", [('evidence_first = ["look"]', 'evidence_first = ["mend"]')]),
    "proof of nothing": ("proof-first", "none of look says what evidence", [('evidence = [{ id = "picture", what = "The door", how = "From both sides" }]', "")]),
    "no such proof": ("proof-first", "there is no step 'photo'", [('evidence_first = ["look"]', 'evidence_first = ["photo"]')]),
    "not verified": ("containment", "step[shut].verify", [('verify = "It does not move."', "")]),
    "no way back": ("containment", "step[shut].inverse", [('inverse = "None: a new door is made."', "")]),
    "a change in hiding": ("containment", "step[shut].changes", [("changes = true", "")]),
    "no such verb": ("verbs", "there is no verb 'glue'", [('verb = "weld"', 'verb = "glue"')]),
    "verb without its door": ("verbs", "weld needs 'door'", [('with = { door = "{door}" }', "")]),
    "verb with too much": ("verbs", "weld takes no 'gate'", [("with = { door =", 'with = { gate = "x", door =')]),
    "irreversible and not said": ("verbs", "step[shut].irreversible", [("irreversible = true", "")]),
    "irreversible without approval": ("verbs", "step[shut].mode: weld cannot be undone", [('mode = "approval"', 'mode = "automated"')]),
    "a verb by hand": ("verbs", "step[shut].mode: names a verb", [('mode = "approval"', 'mode = "manual"')]),
    "automated by nothing": ("verbs", "step[mend].mode: is automated and names no verb", [('does = "With oak."', 'does = "With oak."\nmode = "automated"')]),
    "no such operation": ("operations", "there is no operation s3:GetBucketDoor", [("GetBucketAcl", "GetBucketDoor")]),
    "no such parameter": ("operations", "GetBucketAcl has no parameter Door", [('parameters = ["Bucket"]', 'parameters = ["Door"]')]),
    "no such command": ("operations", "there is no command `aws s3api get-bucket-door`", [("s3api get-bucket-acl", "s3api get-bucket-door")]),
    "no such option": ("operations", "has no option --door", [("--bucket {door}", "--bucket x --door {door}")]),
    "an option lacks": ("operations", "needs --bucket", [("--bucket {door}", "--output json")]),
    "no such role": ("roles", "step[mend].role: 'joiner'", [('role = "hand"\ndoes = "With oak."', 'role = "joiner"\ndoes = "With oak."')]),
    "role of the owner": ("roles", "owner: 'boss' is none", [('owner = "lead"', 'owner = "boss"')]),
    "idle role": ("roles", "roles.cook: no step needs it", [("[roles.counsel]", '[roles.cook]\ndoes = "Cooks"\n[roles.counsel]')]),
    "no such playbook": ("playbooks", "there is no playbook 'windows'", [('playbook = "telling" }]', 'playbook = "windows" }]')]),
    "no such check": ("checks", "there is no check 'hinge'", [('ends = ["lock-there"]', 'ends = ["hinge"]')]),
    "no such notice": ("templates", "step[mend].template: there is no notice 'poem'", [('id = "mend"\nkind = "action"', 'id = "mend"\nkind = "notify"\naudience = "staff"\ntemplate = "poem"')]),
    "deadline from nowhere": ("own-steps", "'dawn' is no step", [('of = "recovered"', 'of = "dawn"')]),
    "exercise of nothing": ("own-steps", "there is no step 'knock'", [('expects = ["look"]', 'expects = ["knock"]')]),
    "no span": ("spans", "step[look].within", [('within = "10 minutes"', 'within = "soon"')]),
    "no wait": ("spans", "step[quiet]: expected `for`", [('for = "30 minutes"', "")]),
    "waits for ever": ("spans", "step[quiet].at_most", [('for = "30 minutes"', 'until = "It is quiet"')]),
    "a dead review": ("reviewed", "was due 24 days ago", [("review_by = 2027-05-01", "review_by = 2026-11-01"), ("reviewed_on = 2026-11-01", "reviewed_on = 2026-10-01")]),
    "reviewed tomorrow": ("reviewed", "is still to come", [("reviewed_on = 2026-11-01", "reviewed_on = 2026-11-26")]),
    "review in the far future": ("reviewed", "more than a year", [("review_by = 2027-05-01", "review_by = 2029-05-01")]),
    "a dead date": ("dates", "2024-01-01 is over", [("With oak.", "With the oak of 2024-01-01.")]),
    "no date": ("dates", "2026-13-01 is no date", [("With oak.", "On 2026-13-01.")]),
    "unfinished": ("finished", "'TODO' is not finished", [("With oak.", "TODO")]),
    "to fill in": ("finished", "'[insert name]'", [("With oak.", "Call [insert name].")]),
    "vague": ("finished", "'as appropriate'", [("With oak.", "With oak as appropriate.")]),
    "says nothing": ("finished", "step[mend].does: does not say", [('does = "With oak."', "")]),
    "law in a playbook": ("no-law", "'GDPR'", [("With oak.", "The GDPR says so.")]),
    "a clock of the law": ("no-law", "'72 hours'", [("With oak.", "Tell them in 72 hours.")]),
    "a template": ("inert", "'{{'", [("With oak.", "With {{ door }}.")]),
    "a hidden turn": ("inert", "control character", [("With oak.", "With \\u202eoak.")]),
    "two injects": ("exercise", "exercise.injects: expected 3", [('[[exercise.injects]]\nat = "1 day"\nsays = "A letter is gone."\nexpects = ["personal"]\n', "")]),
    "injects out of order": ("exercise", "not in the order", [('at = "1 hour"', 'at = "2 minutes"')]),
    "an idle inject": ("exercise", "expects nothing", [('expects = ["personal"]', "expects = []")]),
    "another word of the format": ("names", "step[opened]: is a word", [('id = "mend"', 'id = "opened"'), ('next = "mend",', 'next = "opened",')]),
    "a decision that the level leaves out": ("known-in-time", "step[mend].does: {more}", [('ask = "Did', 'only_at = ["P1"]\nask = "Did'), ('does = "With oak."', 'does = "With {more}."'), ("[variables.seen]", '[variables.more]\ntype = "text"\nhelp = "x"\n[variables.seen]'), ("options = [", 'produces = ["more"]\noptions = [')]),
    "other levels than the proof's": ("known-in-time", "step[personal].ask: {seen} is found out by ask at P2 only", [('produces = ["seen"]', 'produces = ["seen"]\nonly_at = ["P2"]'), ('ask = "Did', 'only_at = ["P1", "P2"]\nask = "Did')]),
    "no version": ("versions", "expected three numbers", [('version = "1.0.0"', 'version = "1.0"')]),
    "no lineage": ("versions", "derived_from", [('version = "1.0.0"', 'version = "1.0.0"\nderived_from = "somewhere"')]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_fault_is_found_and_said_where(case):
    rule, words, changes = CASES[case]
    found = broken(*changes)
    assert any(name == rule and words in said for name, said in found), found


def test_a_notice_that_exists_or_is_not_judged_is_no_fault():
    change = ('id = "mend"\nkind = "action"', 'id = "mend"\nkind = "notify"\naudience = "staff"\ntemplate = "staff"')
    for around in (world(), world(templates=None)):
        assert "templates" not in {rule for rule, _ in broken(change, around=around)}


def test_every_rule_has_a_case_and_a_reason():
    tried = {rule for rule, *_ in CASES.values()} | {"pitfalls", "plain", "telling", "contacts"}  # below
    assert tried == set(RULES)
    assert all(rule.__doc__ for rule in RULES.values())


def test_a_parallel_that_the_level_leaves_out_has_found_out_nothing():
    """What a branch of it finds out is known at its levels only, though the step itself says nothing of levels."""
    found = broken(('branches = ["ask"', 'only_at = ["P1"]\nbranches = ["ask"'))
    assert (
        "known-in-time",
        "step[personal].ask: {seen} is found out by ask, which does not come before this on every way",
    ) in found


def test_standing_authority_goes_before_the_proof():
    late = [('evidence_first = ["look"]', 'evidence_first = ["mend"]\nstanding_authority = ["P1"]')]
    assert not [said for rule, said in broken(*late) if "does not come before" in said]


def test_a_playbook_that_comes_to_run_itself():
    again = TELLING.replace('kind = "notify"', 'kind = "sub-playbook"').replace(
        'audience = "people"\napprover = "counsel"\ndoes', 'playbook = "open-door"\ndoes'
    )  # fmt: skip
    around = world(again)
    assert ("ends", "step[tell]: runs itself: open-door -> telling -> open-door") in faults(GOOD, around)


def test_playbooks_that_run_each_other_answer_nothing_for_each_other():
    circle = TELLING.replace('id = "letter"\nkind = "notify"', 'id = "letter"\nkind = "sub-playbook"').replace(
        'audience = "people"\napprover = "counsel"\ndoes = "Send the letter."', 'playbook = "open-door"'
    ).replace('reaches = "notified"', "")  # fmt: skip
    around = world(circle)
    assert "obligations" in [rule for rule, _ in faults(GOOD, around)]


def test_what_leads_out_of_a_running_playbook_is_no_answer():
    never = TELLING.replace('reaches = "notified"', "")
    assert [rule for rule, _ in faults(GOOD, world(never))] == ["obligations"]
    silent = TELLING.replace(', reaches = "decided-not-to-notify"', "")
    assert [rule for rule, _ in faults(GOOD, world(silent))] == ["obligations"]


def test_whom_to_call():
    nobody = world(contacts=(Contact(name="Ana", role="lead", phone="1"),))
    found = dict.fromkeys(said for rule, said in faults(GOOD, nobody) if rule == "contacts")
    assert list(found) == [
        "roles.lead: the inventory has nobody to call when Ana does not answer",
        "roles.hand: the inventory has no [[contact]] of this role to call",
        "roles.counsel: the inventory has no [[contact]] of this role to call",
    ]
    all_there = [
        Contact(name=f"{role} {n}", role=role, phone="1") for role in ("lead", "hand", "counsel") for n in "ab"
    ]
    assert faults(GOOD, world(contacts=tuple(all_there))) == []
    mute = world(contacts=(*all_there[1:], Contact(name="lead a", role="lead")))
    assert [rule for rule, _ in faults(GOOD, mute)] == ["contacts"]


TELLING_CASES = {
    "nobody agrees": ("step[letter].approver: goes to the people", [('approver = "counsel"\ndoes', "does")]),
    "agrees with itself": ("step[letter].approver: agrees to its own", [('approver = "counsel"\ndoes', 'approver = "lead"\ndoes')]),
    "a clock of its own": ("step[letter].within", [('does = "Send', 'within = "3 days"\ndoes = "Send')]),
    "told the staff": ("`notified` is for authority", [('audience = "people"', 'audience = "staff"')]),
    "not to tell, alone": ("step[must-we].options[no].reaches: not to tell binds", [('approver = "counsel"\nask', "ask")]),
    "an answer tells nobody": ("step[must-we].options[no].reaches: an answer tells nobody", [("decided-not-to-notify", "notified")]),
    "one answer": ("step[must-we].options: expected two", [('answer = "no"', 'answer = "yes"')]),
}  # fmt: skip


@pytest.mark.parametrize("case", TELLING_CASES)
def test_telling(case):
    words, changes = TELLING_CASES[case]
    found = broken(*changes, text=TELLING)
    assert any(rule == "telling" and words in said for rule, said in found), found


def test_notified_is_not_reached_by_an_action_and_not_telling_is_decided():
    acted = broken(('reaches = "eradicated"', 'reaches = "notified"'))
    assert any(rule == "telling" and "step[mend].reaches: `notified`" in said for rule, said in acted)
    decided = broken(('reaches = "eradicated"', 'reaches = "decided-not-to-notify"'))
    assert any(rule == "telling" and "not to tell is a decision" in said for rule, said in decided)


def test_a_published_version_never_changes():
    same = world(published={("open-door", "1.0.0"): digest(book(GOOD))})
    assert faults(GOOD, same) == []
    assert [rule for rule, _ in broken(("With oak.", "With ash."), around=same)] == ["versions"]
    assert broken(("With oak.", "With ash."), ('version = "1.0.0"', 'version = "1.0.1"'), around=same) == []


def test_what_is_not_known_is_not_judged():
    assert faults(GOOD.replace('ends = ["lock-there"]', 'ends = ["hinge"]'), world(checks=None)) == []


def test_a_thousand_steps_are_judged_and_called_too_many():
    many = GOOD.replace(LESSONS, "".join(step(f"more-{n}") for n in range(1000)) + LESSONS)
    found = lint(book(many), world())
    assert [(one.rule, one.warning) for one in found] == [("names", True)]


def test_errors_come_before_warnings():
    found = lint(
        book(
            GOOD.replace("[roles.counsel]", '[roles.cook]\ndoes = "Cooks"\n[roles.counsel]').replace(
                "With oak.", "TODO"
            )
        ),
        world(),
    )
    assert [one.warning for one in found] == [False, True]


def test_today_is_an_argument():
    late = world()
    late = type(late)(**{name: getattr(late, name) for name in late.__slots__} | {"today": date(2028, 1, 1)})
    assert [rule for rule, _ in faults(GOOD, late)] == ["reviewed"]
