"""Small random attack graphs with everything that a fix can touch: shared findings, controls, joins, caps, copies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from hypothesis import strategies as st

from toolkit.core.inventory import DataClass, Dataset, Inventory, Store, StoreKind
from toolkit.core.step import Position, Step
from toolkit.core.target import Family
from toolkit.facts.identity import identify
from toolkit.score.estate import Estate, Holding, Place, worth
from toolkit.score.evidence import Control, Required, Weakness
from toolkit.score.fixes.catalogue import catalogue
from toolkit.score.fixes.whatif import WhatIf
from toolkit.score.graph import START, Ease, Edge, Join, node
from toolkit.score.model import Model
from toolkit.score.sight import Sight
from toolkit.score.tables import shipped

TABLES = shipped()
SHARES = ((1.0, 0.0), (0.0, 1.0), (0.0, 0.25), (0.0, 0.0))
PLAIN = Ease(1.0, judgement="ordinary access")


@dataclass(frozen=True)
class Case:
    """A model, the fixes that may be used, and their costs."""

    what: WhatIf
    costs: tuple[int, ...]

    def sets(self) -> list[frozenset[int]]:
        """Every set of fixes: the cheapest first, then the smallest, then the lowest draw."""
        every = range(len(self.costs))
        sets = [frozenset(some) for size in range(len(self.costs) + 1) for some in combinations(every, size)]
        return sorted(
            sets, key=lambda one: (self.cost(one), len(one), sum(self.what.draws[number] for number in one))
        )

    def cost(self, some: Iterable[int]) -> int:
        return sum(self.costs[number] for number in some)

    def names(self, some: Iterable[int]) -> list[tuple[str, str]]:
        return [self.what.candidates[number].fix.name for number in sorted(some)]


def weakness(
    check: str, ease: float, failing: float = 1.0, unseen: float = 0.0, target: str = "t", resource: str = ""
):
    return Weakness((target, check, resource), Family.SERVER, ease, failing, unseen, f"fault {check}", "as read")


def estate(holdings: Sequence[Holding], backups: Iterable[str] = (), overdue: bool = False) -> Estate:
    names = sorted({name for holding in holdings for name in holding.places})
    stores = tuple(
        Store(name=name, kind=StoreKind.BACKUP if name in backups else StoreKind.DATABASE) for name in names
    )
    datasets = tuple(
        Dataset(name=one.name, data_class=one.data_class, stores=one.places, records=one.records) for one in holdings
    )
    return Estate(
        inventory=Inventory(stores=stores, datasets=datasets),
        identities=identify(Inventory(), ()),
        sight=Sight(Inventory(), ()),
        hosts=(),
        places=tuple(Place(name=name, title=f"store {name}") for name in names),
        holdings=tuple(holdings),
        notes=(),
    )


def holding(name: str, places: Sequence[str], records: int = 10**6, data_class: DataClass = DataClass.PERSONAL):
    return Holding(
        name=name,
        data_class=data_class,
        records=records,
        worth=worth(TABLES, data_class, records),
        places=tuple(places),
    )


def starts() -> list[Edge]:
    return [Edge(START, node(Position.INTERNET), Step.HOLD, PLAIN)]


def what_if(
    edges: Iterable[Edge | Join], holdings: Sequence[Holding], overdue: dict[str, int] | None = None, most: int = 99
) -> WhatIf:
    model = Model(estate(holdings), [*starts(), *edges], TABLES)
    return WhatIf(model, catalogue(model, (), (), overdue or {})[:most])


def step(start: str, end: str, base: float, *weak: Weakness, controls: tuple[Control, ...] = (), required=()) -> Edge:
    return Edge(start, end, Step.MOVE, Ease(base, weak, controls, tuple(required)))


INTERNET = node(Position.INTERNET)
CLASSES = (DataClass.PERSONAL, DataClass.SPECIAL, DataClass.INTERNAL, DataClass.CREDENTIALS)


@st.composite
def _ease(draw: st.DrawFn) -> Ease:
    keys = [("t", f"c{number}") for number in range(6)]
    weak, controls, required = [], [], []
    for target, check in draw(st.lists(st.sampled_from(keys), max_size=3, unique=True)):
        failing, unseen = draw(st.sampled_from(SHARES))
        key = (target, check, draw(st.sampled_from(["", "r"])))
        if draw(st.integers(0, 3)):
            one = Weakness(key, Family.SERVER, draw(st.sampled_from([0.2, 0.5, 0.8])), failing, unseen, check)
            weak.append(replace(one, exploited=bool(failing) and not draw(st.integers(0, 2))))
        else:
            controls.append(Control(key, Family.SERVER, 0.2, failing, unseen, check))
        if not draw(st.integers(0, 3)) and (failing or unseen >= 0.5):
            required.append(Required(key, check, unseen=not failing))
    if not draw(st.integers(0, 7)):
        weak.append(Weakness(("", "", ""), None, 0.8, 0.0, 1.0, "", "nobody knows"))
    return Ease(draw(st.sampled_from([0.02, 0.05, 0.3, 1.0])), tuple(weak), tuple(controls), tuple(required))


@st.composite
def cases(draw: st.DrawFn, most: int = 7) -> Case:
    """At most `most` fixes of whole cost from 0, on up to eight states and three stores."""
    stores = ["s0", "s1", "s2"][: draw(st.integers(1, 3))]
    states = [f"n{number}" for number in range(draw(st.integers(1, 5)))]
    ends = [*states, *(f"store:{name}:read" for name in stores)]
    eases = draw(st.lists(_ease(), min_size=2, max_size=6))
    edges: list[Edge | Join] = []
    for end in ends:
        begins = draw(st.lists(st.sampled_from([INTERNET, *states]), min_size=1, max_size=3, unique=True))
        edges += [Edge(start, end, Step.MOVE, draw(st.sampled_from(eases))) for start in begins]
    if len(states) > 1 and draw(st.booleans()):
        edges.append(Join("both", tuple(draw(st.permutations(states))[:2]), Step.UNLOCK))
        edges.append(Edge("both", ends[-1], Step.HOLD, PLAIN))
    holdings = [
        holding(
            f"d{number}",
            sorted(draw(st.lists(st.sampled_from(stores), min_size=1, unique=True))),
            draw(st.sampled_from([0, 10, 5000, 10**6])),
            draw(st.sampled_from(CLASSES)),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    overdue = {one.name: one.records // draw(st.sampled_from([1, 2, 9])) for one in holdings if draw(st.booleans())}
    what = what_if(edges, holdings, {name: count for name, count in overdue.items() if count})
    chosen = draw(st.permutations(range(len(what.candidates))))[:most]
    what = WhatIf(what.model, [what.candidates[number] for number in sorted(chosen)])
    costs = draw(st.lists(st.integers(0, 4), min_size=len(chosen), max_size=len(chosen)))
    return Case(what, tuple(costs))


def cheaper_first(case: Case, target: float) -> frozenset[int]:
    """What greed gives: always the fix with the most points for its cost, any that helps where none does alone."""
    done: frozenset[int] = frozenset()
    while (now := case.what.look(done).score) < target:
        left = [number for number in range(len(case.costs)) if number not in done]
        gains = {number: case.what.look(done | {number}).score - now for number in left}
        done |= {max(left, key=lambda number: (gains[number] / (case.costs[number] or 0.5), -number))}
    return done


def again(case: Case) -> Case:
    """The same with the edges the other way round."""
    model = case.what.model
    edges = [edge for edge in model.graph.edges if edge.start != START]
    joins = list(model.graph.joins)
    turned = Model(replace(model.estate), [*reversed(joins), *reversed(edges), *starts()], TABLES)
    return Case(WhatIf(turned, case.what.candidates), case.costs)
