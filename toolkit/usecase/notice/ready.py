"""Whether every letter that the inventory needs could go out: written, linted, approved, rehearsed, addressed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from toolkit.config.settings import Settings
from toolkit.core.notice.fault import Weight
from toolkit.core.notice.ready import Letter, Letters
from toolkit.core.playbook.ready import Item
from toolkit.core.readiness import Prepared, State
from toolkit.core.trust import Obstacle
from toolkit.library.notices import Shelf
from toolkit.usecase.notice.linting import lint_of
from toolkit.usecase.notice.needed import Needed, needed
from toolkit.usecase.notice.rehearsed import Shown, shown
from toolkit.usecase.notice.shelf import library

ELEMENT = "notices"
"""As `readiness.toml` names it."""
REHEARSED_WITHIN = 365
"""Days, as for playbooks."""
VERIFIED_WITHIN = 365
"""Days that an authority's address counts. A judgement: portals move with every reform."""

_WORDS = ("template", "letter")
_LETTERHEAD = ("name", "address", "phone", "mail", "website", "domains", "data_protection_contact")


def notices_ready(settings: Settings, today: date) -> Letters:
    """The matrix of law, kind and language."""
    look = _Look(settings=settings, shelf=library(settings), today=today)
    letters = tuple(look.letter(one) for one in needed(settings, today))
    return Letters(letters=letters, common=tuple(_common(settings)))


def kind_items(settings: Settings, shelf: Shelf, kind: str, language: str, today: date) -> tuple[Item, ...]:
    """What can be said of a kind before any law asks for it."""
    look = _Look(settings=settings, shelf=shelf, today=today)
    return tuple(look.of_kind(Needed(law="", kind=kind, language=language)))


def measured(settings: Settings, today: date) -> Prepared | None:
    """How far the letters are, as `[[prepared]]` would declare it. None: it is not known where people live."""
    if not settings.inventory.countries():
        return None
    found = notices_ready(settings, today)
    state, why = _state(found)
    return Prepared(element=ELEMENT, state=state, on=found.since or today, note=f"measured: {why}")


def letters_for_trust(settings: Settings, today: date) -> tuple[date | None, tuple[Obstacle, ...]]:
    """Since when they are ready, and a line for each thing that they lack."""
    found = notices_ready(settings, today)
    lacking = {
        (one.id, one.because): Obstacle(what=f"notices: {one.id}", where="", because=one.because, do=one.mend)
        for one in found.common
        if not one.ok
    }
    for letter in found.letters:
        for item in letter.failing():
            where = " ".join(filter(None, (letter.law, letter.kind, letter.language)))
            obstacle = Obstacle(what=f"notices: {item.id}", where=where, because=item.because, do=item.mend)
            lacking.setdefault((item.id, item.because), obstacle)
    obstacles = tuple(lacking.values())
    return (None if obstacles else found.since), obstacles


def _state(found: Letters) -> tuple[State, str]:
    """The least of all letters: what is not there cannot be approved, what was not approved cannot be rehearsed."""
    levels = (
        (State.ABSENT, _WORDS),
        (State.EXISTS, ("current", "rules", "approved")),
        (State.APPROVED, ("rehearsed",)),
        (State.EXERCISED, ("contact",)),
    )
    for state, ids in levels:
        for letter in found.letters:
            for item in letter.failing():
                if item.id in ids:
                    where = " ".join(filter(None, (letter.law, letter.kind, letter.language)))
                    return state, f"{where}: {item.because}"
    lacking = next((one for one in found.common if not one.ok), None)
    return (State.EXERCISED, lacking.because) if lacking else (State.TARGET_MET, "every letter could go out")


@dataclass(frozen=True, kw_only=True)
class _Look:
    """What is asked once for all letters."""

    settings: Settings
    shelf: Shelf
    today: date

    @cached_property
    def shown(self) -> tuple[Shown, ...]:
        return shown(self.settings)

    @cached_property
    def linted(self) -> dict[tuple[str, tuple[str, ...]], tuple[tuple[str, str], ...]]:
        """What stops a kind under some rules: language and words."""
        return {}

    def letter(self, one: Needed) -> Letter:
        ours = [show for show in self.shown if self._is(show, one)]
        last = max((show.exercised_on for show in ours if show.exercised_on), default=None)
        items = (*self.of_kind(one), *self._lived(one, ours, last))
        return Letter(
            law=one.law, kind=one.kind, language=one.language, countries=one.countries, items=items, rehearsed_on=last
        )

    def of_kind(self, one: Needed) -> Iterator[Item]:
        """Is it there, was it read lately, does the lint let it through, are the law's rules for it known."""
        shelved = self.shelf.templates.get(one.kind)
        there = shelved is not None and one.language in shelved.template.text
        file = f"notices/{one.kind}/{one.language}.md.j2"
        because = "it is written" if there else f"{one.kind} is not written in {one.language}"
        yield _item("template", "Written", there, because, f"Write {file} beside breachready.toml.")
        if shelved is None or not there:
            return
        late = (self.today - shelved.template.review_by).days
        because = f"was to be read again by {shelved.template.review_by}" if late > 0 else "read lately"
        yield _item("current", "Read lately", late <= 0, because, "Read it with counsel, and set its review_by.")
        rules = one.rules(self.shelf.laws)
        stopping = [words for language, words in self._stops(one.kind, rules) if language in ("", one.language)]
        because = f"{len(stopping)} faults, the first: {stopping[0]}" if stopping else "the lint lets it through"
        law = "".join(f" --law {name}" for name in rules)
        mend = f"Mend what `breachready notice lint --kind {one.kind}{law}` says."
        yield _item("letter", "Linted", not stopping, because, mend)
        if one.law:
            yield self._rules(one, rules)

    def _rules(self, one: Needed, rules: tuple[str, ...]) -> Item:
        """Rules that nobody wrote down cannot be kept; those that nobody confirmed may be wrong."""
        unsure = [name for name in rules if not self.shelf.laws[name].confirmed]
        if rules and not unsure:
            return _item("rules", "Rules of the law", True, f"checked against {', '.join(rules)}", "")
        because = (
            f"no source confirms {', '.join(unsure)}"
            if unsure
            else f"what {one.law} asks of {one.kind} is not on record"
        )
        mend = f"Ask counsel, and say it under [{one.law}] in notices/laws.toml."
        return _item("rules", "Rules of the law", None, because, mend)

    def _lived(self, one: Needed, ours: list[Shown], last: date | None) -> Iterator[Item]:
        """Was this version approved, and written out in an exercise; is the authority's address known."""
        law = "".join(f" --law {name}" for name in one.rules(self.shelf.laws))
        begin = f"`notice draft {one.kind}{law} --language {one.language}` in an exercise"
        approved = max((show.approved_on for show in ours), default=None)
        because = f"by all reviewers on {approved}" if approved else "this version was never approved"
        yield _item("approved", "Approved", approved is not None, because, f"{begin}, then `notice approve`.")
        fresh = last is not None and 0 <= (self.today - last).days <= REHEARSED_WITHIN
        because = f"written out in an exercise on {last}" if last else "never written out in an exercise"
        yield _item("rehearsed", "Rehearsed", fresh, because, f"{begin}, approve it, then `notice export`.")
        if one.to_authority:
            yield self._contact(one.law)

    def _contact(self, law: str) -> Item:
        role = f"authority-{law}"
        known = [contact for contact in self.settings.inventory.contacts if contact.role == role]
        days = [contact.verified_on for contact in known if contact.verified_on]
        last = max((day for day in days if day <= self.today), default=None)
        fresh = last is not None and (self.today - last).days <= VERIFIED_WITHIN
        never = "nobody has verified where to send it" if known else f"no [[contact]] has the role {role}"
        because = f"verified on {last}" if last else never
        mend = f'Look up the authority\'s desk or portal: [[contact]] role = "{role}", verified_on = the day.'
        return _item("contact", "Authority's address", fresh, because, mend)

    def _is(self, show: Shown, one: Needed) -> bool:
        shelved = self.shelf.templates.get(one.kind)
        return (
            shelved is not None
            and show.digest == shelved.digest
            and one.language in show.languages
            and set(one.rules(self.shelf.laws)) <= set(show.rules)
        )

    def _stops(self, kind: str, rules: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
        if (kind, rules) not in self.linted:
            found = lint_of(self.settings, self.shelf, kind, rules)
            self.linted[kind, rules] = tuple(
                (one.language, f"{one.rule}: {one.what}") for one in found if one.weight is Weight.STOPS
            )
        return self.linted[kind, rules]


def _common(settings: Settings) -> Iterator[Item]:
    said = settings.organisation
    empty = [key for key in _LETTERHEAD if not getattr(said, key)]
    because = f"[organisation] lacks {', '.join(empty)}" if empty else f"letters come from {said.name}"
    mend = "Say it in breachready.toml under [organisation]."
    yield _item("letterhead", "Letterhead", not empty, because, mend)
    because = "[alert.mail] names the server" if settings.alert.mail else "no mail server is set"
    yield _item("mail", "Mail server", settings.alert.mail is not None, because, "Say it under [alert.mail].")
    places = sorted(settings.inventory.countries())
    because = f"people live in {', '.join(places)}" if places else "no [[dataset]] says where its people live"
    mend = "people = { TH = 90000 } in each [[dataset]]; without it no law can be named."
    yield _item("countries", "Where people live", True if places else None, because, mend)


def _item(id: str, title: str, ok: bool | None, because: str, mend: str) -> Item:  # noqa: FBT001  the item's own word
    return Item(id=id, title=title, ok=ok, because=because, mend="" if ok else mend)
