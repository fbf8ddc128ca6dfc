"""What exists and what leads where, in two runs: which of it differs, and to which group each difference belongs."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.core.resource import PortName, address_of, bucket_of, port_of
from toolkit.core.trend import Group
from toolkit.facts.cloud import Bucket
from toolkit.facts.identity import canonical
from toolkit.facts.network import HostState, OpenPort, SilentAddresses, SweptHost
from toolkit.facts.register import DatasetRetention
from toolkit.score.trend.inputs import Inputs

Chosen = frozenset[Group]
Name = tuple[str, str, str, str]
"""Form (fact, Absent, Unread), kind, target, resource."""

Place = tuple[str, str]
"""Target, canonical address."""


class Sightings:
    """The structure of one run, to be asked."""

    def __init__(self, inputs: Inputs) -> None:
        self.targets = {target.name for target in inputs.inventory.targets()}
        self.named: dict[Name, list[Seen]] = defaultdict(list)
        self.sweeps: dict[Place, SweptHost] = {}
        self.ports: dict[Place, set[int]] = defaultdict(set)
        self.heard: set[str] = set()
        self.buckets: set[tuple[str, str]] = set()
        self._read: set[tuple[str, type[Fact]]] = set()
        self._unread: set[tuple[str, type[Fact]]] = set()
        for one in inputs.seen:
            self._take(one)

    def _take(self, one: Seen) -> None:
        if DatasetRetention in (type(one), getattr(one, "kind", None)):
            return  # tells what-ifs what could be deleted; the score is the same without it
        self.named[_name(one)].append(one)
        match one:
            case Unread():
                if not one.resource:
                    self._unread.add((one.target, one.kind))
                return
            case SweptHost():
                self.heard.add(one.target)
                self.sweeps[one.target, _address(one.address)] = one
                self.ports[one.target, _address(one.address)].update(one.open)
            case OpenPort():
                self.ports[one.target, _address(one.address)].add(one.port)
            case SilentAddresses():
                self.heard.add(one.target)
            case Bucket():
                self.buckets.add((one.target, one.name))
        self._read.add((one.target, one.kind if isinstance(one, Absent) else type(one)))

    def blind(self, target: str, kind: type[Fact]) -> bool:
        """Whether this kind was not read there at all, or not to the end."""
        unread = {(target, kind), (target, Fact)} & self._unread
        return bool(unread) or (target, kind) not in self._read

    def asked_to_the_end(self, place: Place) -> bool:
        """Whether a sweep of this address saw everything that it asked for."""
        sweep = self.sweeps.get(place)
        return bool(sweep and sweep.complete and sweep.state is not HostState.UNKNOWN)


class Structure:
    """Two runs' structure, and any mixture of them."""

    def __init__(self, before: Inputs, now: Inputs) -> None:
        self.before = Sightings(before)
        self.now = Sightings(now)
        names = sorted(self.before.named.keys() | self.now.named.keys())
        self.group = {name: group for name in names if (group := self._group(name))}
        self.groups = {*self.group.values(), *(group for _, group in self._swept_ports())}
        if before.inventory != now.inventory:
            self.groups.add(Group.ESTATE)

    def mixed(self, chosen: Chosen) -> tuple[Seen, ...]:
        """The structure with the differences of these groups from the second run."""
        seen: list[Seen] = []
        for name in self.before.named.keys() | self.now.named.keys():
            old, new = self.before.named.get(name, []), self.now.named.get(name, [])
            later = name in self.group and self.group[name] in chosen
            both = bool(old and new)
            seen += [
                self._swept(one, chosen) if both and isinstance(one, SweptHost) else one
                for one in (new if later else old)
            ]
        return tuple(seen)

    def of_thing(self, target: str, resource: str) -> Group | None:
        """The group of what a finding is about, when that was there in one of the runs only."""
        if self._one_sided(target):
            return Group.ESTATE
        if name := bucket_of(resource):
            here, there = ((target, name) in side.buckets for side in (self.before, self.now))
            return self._of_bucket(target) if here is not there else None
        if port := port_of(resource):
            return self.of_port(target, port)
        if address := address_of(resource):
            was, is_now = ((target, _address(address)) in side.sweeps for side in (self.before, self.now))
            if was is not is_now:
                return self._of_machine(target, self.now if was else self.before)
        return None

    def of_port(self, target: str, port: PortName) -> Group | None:
        """The group of a port that is open in one of the runs only."""
        place = (target, _address(port.address))
        was, is_now = (port.port in side.ports.get(place, ()) for side in (self.before, self.now))
        if was is is_now:
            return None
        other = self.now if was else self.before
        if place not in other.sweeps:
            return self._of_machine(target, other)
        if not other.asked_to_the_end(place):
            return Group.COVERAGE
        return Group.FIXED if was else Group.WORSE

    def _group(self, name: Name) -> Group | None:
        form, _, target, _ = name
        old, new = self.before.named.get(name, []), self.now.named.get(name, [])
        if _telling(old) == _telling(new):
            return None
        if self._one_sided(target):
            return Group.ESTATE
        one = (old or new)[0]
        match one:
            case OpenPort():
                return self.of_port(target, PortName(one.address, one.port)) or Group.COVERAGE
            case SweptHost():
                return Group.COVERAGE if old and new else self._of_machine(target, self.now if old else self.before)
            case SilentAddresses():
                return Group.COVERAGE
            case Bucket():
                return self._of_bucket(target)
        kind = one.kind if isinstance(one, Absent | Unread) else type(one)
        blind = self.before.blind(target, kind) or self.now.blind(target, kind)
        return Group.COVERAGE if form == "Unread" or blind else Group.ESTATE

    def _one_sided(self, target: str) -> bool:
        return (target in self.before.targets) is not (target in self.now.targets)

    def _of_bucket(self, target: str) -> Group:
        blind = self.before.blind(target, Bucket) or self.now.blind(target, Bucket)
        return Group.COVERAGE if blind else Group.ESTATE

    @staticmethod
    def _of_machine(target: str, other: Sightings) -> Group:
        """A machine that answered in one run: new or gone where the other run heard of the network at all."""
        return Group.ESTATE if target in other.heard else Group.COVERAGE

    def _swept(self, sweep: SweptHost, chosen: Chosen) -> SweptHost:
        """A machine that was swept both times, with the ports that are open in this mixture."""
        name = _name(sweep)
        was, is_now = set(_open(self.before, name)), set(_open(self.now, name))
        ports = {
            port for port in was | is_now if port in (is_now if self._of_swept_port(sweep, port) in chosen else was)
        }
        return replace(sweep, open=tuple(sorted(ports)))

    def _of_swept_port(self, sweep: SweptHost, port: int) -> Group | None:
        was, is_now = (port in _open(side, _name(sweep)) for side in (self.before, self.now))
        if was is is_now:
            return None
        return self.of_port(sweep.target, PortName(sweep.address, port)) or Group.COVERAGE

    def _swept_ports(self) -> Iterator[tuple[PortName, Group]]:
        """Every port that one of two sweeps of the same machine found open."""
        for name, old in self.before.named.items():
            sweep = old[0]
            if isinstance(sweep, SweptHost) and name in self.now.named:
                for port in sorted({*_open(self.before, name), *_open(self.now, name)}):
                    if group := self._of_swept_port(sweep, port):
                        yield PortName(sweep.address, port), group


def _name(one: Seen) -> Name:
    if isinstance(one, Absent | Unread):
        return type(one).__name__, one.kind.__name__, one.target, one.resource
    return "fact", type(one).__name__, one.target, one.resource


def _telling(seen: Sequence[Seen]) -> list[str]:
    """What of these the score looks at; words, service names and counts are not."""
    return sorted(map(_told, seen))


def _told(one: Seen) -> str:
    match one:
        case Absent() | Unread() | SilentAddresses():
            return ""
        case OpenPort():
            return repr((one.address, one.port, one.proto, one.own))
        case SweptHost():  # its ports are looked at one by one
            return repr((one.address, one.state, one.ports, one.complete, one.own))
    return repr(one)


def _open(side: Sightings, name: Name) -> Iterable[int]:
    return [port for one in side.named.get(name, ()) if isinstance(one, SweptHost) for port in one.open]


def _address(text: str) -> str:
    return canonical(text) or text
