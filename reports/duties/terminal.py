"""Duties on a terminal: what is due first stands first, and why is one command away."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from rich.console import Console

from reports.duties.words import NOT_ADVICE, STANDING, due, ends, left, marks, reach_unknown, urgency
from reports.incident.times import Times
from reports.pen import Pen
from toolkit.core.duty.begun import Begun
from toolkit.core.duty.condition import RESIDENTS
from toolkit.core.duty.question import Asks, Question
from toolkit.core.duty.record import Answer
from toolkit.core.duty.regime import Condition, Duty, Regime, Simple
from toolkit.core.duty.risk import Assessment
from toolkit.core.duty.standing import SECTORS, Row
from toolkit.core.duty.words import Standing, Start, Truth

STYLE = {Standing.OWED: "bold red", Standing.UNDECIDED: "yellow", Standing.MET: "green", Standing.NOT_OWED: "dim"}
SHOWN = 6
"""Clocks that a status shows."""
_SIGN = {Truth.YES: ("yes  ", "green"), Truth.NO: ("no   ", "red"), Truth.UNKNOWN: ("?    ", "yellow")}


def listing(
    rows: Sequence[Row], risk: Assessment, now: datetime, times: Times, console: Console, *, every: bool = False
) -> None:
    """All that somebody must act on; with `every` also what is not owed."""
    pen = Pen(console)
    pen.say(("Risk to people: ", "bold"), _risk(risk))
    waiting = [] if every else [one for one in rows if reach_unknown(one)]
    for standing in (Standing.OWED, Standing.UNDECIDED, Standing.MET):
        shown = [one for one in rows if one.standing is standing and one not in waiting]
        if shown:
            pen.heading(f"{STANDING[standing].capitalize()}: {len(shown)}")
        for one in sorted(shown, key=urgency):
            _row(pen, one, now, times)
    for question, words in _FIRST:
        of = [one for one in waiting if question in reach_unknown(one)]
        if of:
            laws = len({one.regime.id for one in of})
            pen.gap()
            pen.say((f"{len(of)} more, of {laws} laws, depend on {words}", "yellow"))
    not_owed = [one for one in rows if one.standing is Standing.NOT_OWED]
    if every:
        pen.heading(f"Not owed: {len(not_owed)}")
        for one in not_owed:
            pen.say((one.key, "bold"), f"  {one.why()}", indent=2)
    elif not_owed:
        pen.gap()
        pen.say(f"{len(not_owed)} are not owed; `--all` lists them with the reason.")
    _last(pen)


def reasoning(one: Row, now: datetime, times: Times, console: Console) -> None:
    """One duty, line by line."""
    pen = Pen(console)
    pen.say((one.key, "bold"), "  ", (STANDING[one.standing], STYLE[one.standing]), _marked(one))
    pen.say(one.duty.recipient, indent=2)
    pen.say(f"{one.regime.title}: {one.regime.citation}", indent=2)
    pen.heading("Why")
    for reason in one.reasons:
        asks = f"  ({', '.join(reason.missing)})" if reason.truth is Truth.UNKNOWN and reason.missing else ""
        pen.say(_SIGN[reason.truth], reason.words, (asks, "yellow"), indent=2)
    pen.heading("By when")
    pen.say(due(one, times), f"  {left(one, now)}", indent=2)
    for words in (*one.deadline.words, *ends(one.deadline, times)):
        pen.say(words, indent=4)
    if one.met:
        late = f"; late, because {one.met.why_late}" if one.met.why_late else ""
        pen.say(f"Met by {one.met.by}: {one.met.how}{late}", indent=2)
    _contents(pen, one.regime, one.duty)
    _source(pen, one.regime)
    _last(pen)


def law(regime: Regime, today: date, console: Console) -> None:
    """One law as its file says it."""
    pen = Pen(console)
    pen.say((regime.title, "bold"))
    pen.say(f"{regime.jurisdiction}; applies to {', '.join(regime.territory) or 'any place'}", indent=2)
    if regime.sectors:
        pen.say(f"organisations: {', '.join(regime.sectors)}", indent=2)
    pen.say(f"when: {regime.trigger}", indent=2)
    if not regime.on(today):
        pen.say(("not in force today", "yellow"), indent=2)
    if regime.pending:
        pen.say(f"under way: {regime.pending}", indent=2)
    for one in regime.when:
        pen.say(f"only if {_condition(one)}", indent=2)
    for key, duty in regime.duties():
        pen.heading(f"{key}{'' if duty.confirmed else ' (unconfirmed)'}")
        pen.say(f"{duty.recipient}; owed by: {duty.owed_by}", indent=2)
        pen.say(f"by when: {_clock(duty)}", indent=2)
        for one in duty.when:
            pen.say(f"if {_condition(one)}", indent=2)
        for one in duty.unless:
            pen.say(f"not if {_condition(one)}", indent=2)
        for words in duty.exemptions:
            pen.say(f"not if (decide with --because and a second person): {words}", indent=2)
        _contents(pen, regime, duty)
    _source(pen, regime)
    if regime.overdue(today):
        pen.say((f"STALE: was to be reviewed by {regime.review_by}", "red"), indent=2)
    _last(pen)


def laws(regimes: Iterable[Regime], today: date, console: Console) -> None:
    """All laws, a line each."""
    pen = Pen(console)
    for one in regimes:
        said = [] if one.confirmed else ["unconfirmed"]
        said += [] if one.on(today) else ["not in force"]
        said += ["STALE"] if one.overdue(today) else []
        marks_ = f"  [{', '.join(said)}]" if said else ""
        pen.say((one.id, "bold"), f"  {one.title}; {len(one.duty)} duties", (marks_, "yellow"))
    _last(pen)


def questions(asked: Sequence[tuple[Question, int, Mapping[str, Answer]]], console: Console) -> None:
    """What is asked, with the answers that may be given."""
    pen = Pen(console)
    for one, decides, answers in asked:
        depend = f"  {decides} duties depend on it" if decides else ""
        pen.say((_named(one), "bold"), (depend, "yellow"))
        pen.say(one.ask, indent=2)
        if one.help:
            pen.say((one.help, "dim"), indent=2)
        for option in one.options:
            pen.say(f"{option.value}: {option.means}", indent=4)
        if one.kind is Asks.YES_NO:
            pen.say("yes or no", indent=4)
        for of, answer in answers.items():
            pen.say((f"answered{f' for {of}' if of else ''}: {answer.text}, by {answer.by}", "green"), indent=2)
    if not asked:
        pen.say("Nothing more is asked.")


def begun(starts: Mapping[Start, Sequence[Begun]], times: Times, console: Console) -> None:
    """Start events, each with where it is from; which counts."""
    pen = Pen(console)
    for start, listed in starts.items():
        counting = min((one for one in listed if not one.corrected), key=lambda one: one.at, default=None)
        for one in sorted(listed, key=lambda one: one.at):
            said = (
                f"corrected by {one.corrected}" if one.corrected else "counts" if one is counting else "later, kept"
            )
            when = f"{one.day} (a day)" if one.day else times.both(one.at)
            where = one.source or f"line {one.line}"
            pen.say((f"{start}", "bold"), f"  {when}, by {one.by}; from {where}: {said}")


def block(rows: Sequence[Row], changed: int, now: datetime, times: Times, pen: Pen) -> None:
    """The running clocks, for the status of an incident."""
    counts = Counter(one.standing for one in rows)
    running = [one for one in rows if one.runs]
    pen.heading(
        f"Who must be told: {counts[Standing.OWED]} owed, {counts[Standing.UNDECIDED]} undecided, "
        f"{counts[Standing.MET]} met"
    )
    for one in running[:SHOWN]:
        _row(pen, one, now, times)
    if len(running) > SHOWN:
        pen.say(f"{len(running) - SHOWN} more: `breachready duties list`", indent=2)
    if changed:
        pen.say(("the laws have changed since: `breachready duties adopt` shows what", "yellow"), indent=2)


def _row(pen: Pen, one: Row, now: datetime, times: Times) -> None:
    over = (one.left(now) or 0) < 0
    pen.say((one.key, "bold"), "  ", one.duty.recipient, _marked(one), indent=2)
    pen.say(due(one, times), ("  " + left(one, now), "bold red" if over else "bold"), indent=4)
    if one.standing is Standing.UNDECIDED:
        pen.say((f"depends on: {', '.join(one.missing)}", "yellow"), indent=4)


def _marked(one: Row) -> tuple[str, str]:
    said = marks(one)
    return (f"  [{'; '.join(said)}]" if said else "", "yellow")


_FIRST = (
    (RESIDENTS, "where people live, which nobody has said: `breachready duties people --country DE=1200 --all`"),
    (SECTORS, "what your organisation is, which nobody has said: `breachready duties answer sectors=none`"),
)


def _risk(found: Assessment) -> str:
    if found.settled:
        return f"{found.least}"
    return f"between {found.least} and {found.worst}; depends on {', '.join(found.missing)}"


def _named(one: Question) -> str:
    return {"dataset": f"{one.id}[:DATASET]", "place": f"{one.id}:PLACE"}.get(one.per, one.id)


def _condition(one: Condition) -> str:
    return " or ".join(map(_simple, one.any_of)) if one.any_of else _simple(one)


def _simple(one: Simple) -> str:
    if one.words:
        return one.words
    if one.people:
        return f"{one.people} people ({one.of})"
    if one.risk:
        return f"the assessment comes to {one.risk} or worse"
    return f"{one.fact} is {one.is_}" if one.fact else f"one of {', '.join(one.elements)}"


def _clock(duty: Duty) -> str:
    clock = duty.clock
    said = [clock.limit, f"from {' or '.join(clock.from_)}" if clock.from_ else ""]
    said += [f"after {' and '.join(clock.after)}"] if clock.after else []
    said += [f"{clock.order} {clock.against}"] if clock.order else []
    said += [f"({clock.wording})"] if clock.wording else []
    return " ".join(filter(None, said)) or clock.shape


def _contents(pen: Pen, regime: Regime, duty: Duty) -> None:
    for title, lines in (
        ("must say", duty.contents),
        ("must not say", duty.forbidden),
        ("channels", duty.channels),
        ("instead", (duty.substitute,) if duty.substitute else ()),
        ("offers", (duty.services,) if duty.services else ()),
        ("language", (duty.language or regime.language,) if duty.language or regime.language else ()),
        ("kept", (duty.keep,) if duty.keep else ()),
        ("note", (duty.note,) if duty.note else ()),
    ):
        for words in lines:
            pen.say((f"{title}: ", "dim"), words, indent=2)
    for one in duty.changed:
        pen.say((f"{one.field}: in our own words, {one.by} on {one.on}: {one.reason}", "yellow"), indent=2)


def _source(pen: Pen, regime: Regime) -> None:
    pen.gap()
    if not regime.confirmed:
        pen.say(("unconfirmed: clocks and recipients were not seen in a source", "yellow"), indent=2)
    for words in regime.unconfirmed:
        pen.say((f"unconfirmed: {words}", "yellow"), indent=2)
    for words in regime.conflicts:
        pen.say((f"sources contradict each other: {words}", "yellow"), indent=2)
    for words in regime.notes:
        pen.say(words, indent=2)
    pen.say((f"reviewed on {regime.reviewed_on}, to be reviewed by {regime.review_by}", "dim"), indent=2)
    pen.say((regime.source, "dim"), indent=2)


def _last(pen: Pen) -> None:
    pen.gap()
    pen.say((NOT_ADVICE, "dim"))
