"""All that an edge source needs: the estate, the evidence about any place of it, and the tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from toolkit.core.resource import bucket
from toolkit.core.step import Step
from toolkit.core.target import Family
from toolkit.facts.identity import Host
from toolkit.score.bodies import Evidence
from toolkit.score.estate import Entry, Estate, Place
from toolkit.score.evidence import NOTHING, Body, Control, Weakness
from toolkit.score.graph import Ease
from toolkit.score.tables import Tables


@dataclass(frozen=True, slots=True)
class World:
    """All that an edge source needs; bodies of evidence are made once and shared by the edges they decide."""

    estate: Estate
    evidence: Evidence
    tables: Tables
    let_in: Mapping[str, frozenset[str]]
    """Declared zones, and from where each can be reached."""
    _eases: dict[tuple[object, ...], Ease] = field(default_factory=dict)

    def ease(self, step: Step, body: Body = NOTHING, judgement: str = "", *name: object) -> Ease:
        """One ease for one body of evidence; the same `name` gives the same ease."""
        made = self._eases.get(name) if name else None
        if made is None:
            words = judgement or "nothing known eases this step; what is left is a flaw that nobody knows yet"
            made = Ease(self.tables.residual[step], body.weaknesses, one_a_check(body.controls), body.required, words)
            if name:
                self._eases[name] = made
        return made

    def server(self, host: Host, step: Step) -> Body:
        """What server checks say of this machine; all of them are unknown on one that is in no inventory."""
        asked = self.evidence.asked(host.name)
        body = self.evidence.body(host.name, "", step) if host.declared else NOTHING
        return body + self.evidence.silent(
            Family.SERVER, host.name, "", step, asked if host.declared else frozenset()
        )

    def network(self, host: Host, step: Step) -> Body:
        """What network checks say of this machine's addresses, from wherever they were asked."""
        body = NOTHING
        covering = self.estate.sight.covering(host)
        for network in covering:
            asked_at_all = {*self.evidence.asked(network.name)}
            body += self.evidence.body(network.name, "", step)
            for address in host.addresses:
                body += self.evidence.body(network.name, address, step)
                asked = self.evidence.asked(network.name, address) | asked_at_all
                if address in self.estate.sight.complete:
                    asked |= self.evidence.asked_anywhere(network.name)
                body += self.evidence.silent(Family.NETWORK, network.name, f"host:{address}", step, asked)
        if not covering:
            body += self.evidence.silent(Family.NETWORK, host.name, "", step, frozenset())
        return body

    def cloud(self, place: Place, step: Step) -> Body:
        """What cloud checks say of this bucket and of its account."""
        account, name = place.account, place.bucket
        body = self.evidence.body(account, "", step)
        asked = set(self.evidence.asked(account))
        if name:
            body += self.evidence.body(account, name, step)
            asked |= self.evidence.asked(account, name)
        if not place.listed and step is Step.OPEN:
            words = f"{place.title} is not among the buckets that were listed"
            body += Body((not_known(words),))
        return body + self.evidence.silent(Family.CLOUD, account, bucket(name), step, asked)

    def entry(self, entry: Entry, step: Step) -> Body:
        """What a register says of one group or vendor, and of itself as a whole."""
        body = self.evidence.body(entry.register, "", step) + self.evidence.body(entry.register, entry.resource, step)
        asked = self.evidence.asked(entry.register) | self.evidence.asked(entry.register, entry.resource)
        return body + self.evidence.silent(Family.REGISTER, entry.register, entry.resource, step, asked)


def not_known(words: str) -> Weakness:
    """The structure itself is not known: possible for certain, for all we know."""
    return Weakness(("", "", ""), None, 1.0, 0.0, 1.0, "", words)


def one_a_check(controls: tuple[Control, ...]) -> tuple[Control, ...]:
    """Where several resources answer to one check, the weakest answer counts, once."""
    weakest: dict[str, Control] = {}
    for control in sorted(controls, key=lambda c: c.key):
        other = weakest.get(control.key[1])
        if other is None or (control.failing, control.unseen) > (other.failing, other.unseen):
            weakest[control.key[1]] = control
    return tuple(weakest.values())
