"""Playbooks that hypothesis makes up: any kind of step, leading anywhere, in any words."""

from datetime import date

from hypothesis import strategies as st

from toolkit.core.playbook import (
    Action,
    Audience,
    Decision,
    Exercise,
    Giver,
    Level,
    Loop,
    Milestone,
    Mode,
    Notify,
    Option,
    Parallel,
    Phase,
    Playbook,
    Role,
    Severity,
    Sub,
    Variable,
    VariableType,
    Wait,
    Wanted,
)

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=12)
mention = st.sampled_from(["", " {host}", " {count} and {nowhere}", "\n{host}\n", '\'; rm -rf {host} """', "\\"])
texts = st.builds("{}{}".format, words, mention)
NAMES = [f"step-{letter}" for letter in "abcdefg"]


@st.composite
def steps(draw, name: str, names: list[str], kinds=(Action, Decision, Parallel, Loop, Wait, Sub, Notify)):
    anywhere = st.sampled_from([*names, "close", "back"])
    said = {
        "id": name,
        "title": draw(words),
        "phase": draw(st.sampled_from(Phase)),
        "role": draw(st.sampled_from(["lead", "engineer"])),
        "does": draw(st.one_of(st.just(""), texts)),
        "next": draw(st.one_of(st.just(""), anywhere)),
        "within": draw(st.sampled_from(["", "15 minutes", "3 days"])),
        "needs": tuple(draw(st.lists(texts, max_size=1))),
        "produces": draw(st.sampled_from([(), ("count",)])),
        "reaches": draw(st.one_of(st.none(), st.sampled_from(Milestone))),
    }
    kind = draw(st.sampled_from(kinds))
    if kind is Action:
        evidence = draw(st.lists(st.builds(Wanted, id=words, what=texts, how=texts), max_size=1))
        verb = {"mode": Mode.APPROVAL, "verb": "stop", "given": {"host": "{host}"}}
        more = draw(st.sampled_from([{}, verb]))
        return Action(**said, **more, commands=tuple(draw(st.lists(texts, max_size=2))), evidence=tuple(evidence))
    if kind is Decision:
        answers = draw(st.sampled_from([("yes", "no"), ("yes",), ("it's", 'say "x"', "\\"), ("a", "b", "c")]))
        options = tuple(Option(answer=one, next=draw(anywhere), means=draw(st.just("") | words)) for one in answers)
        return Decision(**said, ask=draw(texts), options=options)
    if kind is Parallel:
        return Parallel(**said, branches=tuple(draw(st.lists(st.sampled_from(names), max_size=3))))
    if kind is Loop:
        until = draw(texts)
        return Loop(
            **said,
            body=draw(st.sampled_from(names)),
            until=until,
            at_most=3,
            every=draw(st.sampled_from(["", "2 hours"])),
        )
    if kind is Wait:
        return Wait(**said, **draw(st.sampled_from([{"for_": "1 hour"}, {"until": "it is day", "at_most": "1 day"}])))
    if kind is Sub:
        return Sub(**said, playbook=draw(st.sampled_from(["known", "unknown"])), given={"host": "{host}"})
    return Notify(**said, audience=draw(st.sampled_from(Audience)))


@st.composite
def playbooks(draw):
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    return Playbook(
        id="made-up",
        version="1.2.0",
        title=draw(words),
        summary=draw(words),
        scope=draw(texts),
        owner="lead",
        reviewed_on=draw(st.dates(date(2000, 1, 1), date(2100, 1, 1))),
        review_by=date(2027, 1, 1),
        roles={"lead": Role(does=draw(texts)), "engineer": Role(does="Does", deputy=False)},
        severity=(Severity(level=Level.P1, when=draw(texts)),),
        step=(draw(steps(names[0], names, (Action, Decision))), *(draw(steps(name, names)) for name in names[1:])),
        exercise=Exercise(scenario=draw(texts), every="12 months", injects=(), questions=(draw(texts),)),
        variables={
            "host": Variable(type=draw(st.sampled_from(VariableType)), help=draw(texts), given_by=Giver.PERSON),
            "count": Variable(type=VariableType.NUMBER, help="How many"),
        },
        sources=tuple(draw(st.lists(words, max_size=1))),
    )
