"""Which letters the inventory needs: by the laws of the countries where people live, and by the playbooks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from babel.languages import get_official_languages

from toolkit.config.settings import Settings
from toolkit.core.duty.reaching import reaching
from toolkit.core.duty.regime import Regime
from toolkit.core.duty.words import Audience, Owes
from toolkit.core.notice import Rules
from toolkit.core.playbook import Notify
from toolkit.library.duties import edition
from toolkit.usecase.playbook.shelf import shelf as playbooks

AUTHORITY = ("authority-initial", "authority-follow-up")
"""Kinds that go to an authority; the second where the law lets what is not known yet follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """One kind in one language. `law`: empty for what a playbook sends in any case."""

    law: str
    kind: str
    language: str
    countries: tuple[str, ...] = ()

    @property
    def to_authority(self) -> bool:
        """Whether somebody must know whom to send it to."""
        return bool(self.law) and self.kind in AUTHORITY

    def rules(self, laws: Mapping[str, Rules]) -> tuple[str, ...]:
        """Ids of what is known of the law's rules for such a letter."""
        return tuple(
            name
            for name, one in laws.items()
            if self.law and (name == self.law or name.startswith(f"{self.law}-")) and self.kind in one.kinds
        )


def needed(settings: Settings, on: date) -> Iterator[Needed]:
    """Those of each law, then those of the playbooks in the configured languages."""
    reached = reaching(edition().regimes.values(), settings.inventory.countries(), on)
    regimes = {one.id: one for some in reached.values() for one in some}
    for name, regime in sorted(regimes.items()):
        ours = tuple(country for country, some in reached.items() if regime in some)
        spoken = dict.fromkeys(_language(country, settings) for country in ours)
        for kind in _kinds(regime):
            for language in spoken:
                places = tuple(country for country in ours if _language(country, settings) == language)
                yield Needed(law=name, kind=kind, language=language, countries=places)
    for kind in sent_by_playbooks(settings):
        for language in settings.notices.languages:
            yield Needed(law="", kind=kind, language=language)


def sent_by_playbooks(settings: Settings) -> tuple[str, ...]:
    """Kinds that a step of a playbook sends."""
    steps = (step for one in playbooks(settings).values() for step in one.playbook.step)
    return tuple(sorted({step.template for step in steps if isinstance(step, Notify) and step.template}))


def _kinds(regime: Regime) -> Iterator[str]:
    """Of the duties of whoever decides about the data; what a processor owes goes to its customer alone."""
    owed = [one for one in regime.duty if one.owed_by is not Owes.PROCESSOR]
    authority = [one for one in owed if one.audience is Audience.AUTHORITY]
    if authority:
        yield AUTHORITY[0]
    if any(one.clock.phased for one in authority):
        yield AUTHORITY[1]
    audiences = {one.audience for one in owed}
    if Audience.PEOPLE in audiences:
        yield "people-full"
    if Audience.MEDIA in audiences:
        yield "press"


def _language(country: str, settings: Settings) -> str:
    """The official language that most people there speak (CLDR); of a country with several, the first alone."""
    official: tuple[str, ...] = get_official_languages(country, de_facto=True)
    return official[0] if official else settings.notices.languages[0]
