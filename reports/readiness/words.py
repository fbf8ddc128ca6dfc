"""Readiness in the words that every report uses."""

from collections.abc import Iterator, Sequence

from toolkit.core.readiness import Readiness, ScenarioReadiness, Standing

SAME = 1e-9


def summary(found: Readiness) -> str:
    """`Readiness 25 of 100: ransomware is held down by ...`."""
    if found.score is None:
        return "Readiness: the inventory declares no personal data, so nothing demands it."
    least = found.scenarios[0]
    weakest = least.weakest
    held = f"What holds it down, for {least.scenario}: {weakest.because} ({weakest.title})"
    return f"Readiness {found.score:.0f} of 100. {held}."


def easiest(found: Readiness) -> str:
    """What the weakest path of now would be, and how ready for it the organisation is; "" when that is not known."""
    one = next((one for one in found.scenarios if one.scenario == found.easiest), None)
    return f"Your easiest breach is {one.scenario}; readiness for it is {_percent(one)}." if one else ""


def phases(one: ScenarioReadiness) -> str:
    """`detect 100, decide 50`: the least of each."""
    return ", ".join(f"{phase} {100 * value:.0f}" for phase, value in one.phases())


def next_steps(scenarios: Sequence[ScenarioReadiness]) -> Iterator[tuple[Standing, tuple[str, ...]]]:
    """Every element with something left to do, once, the least first, with the scenarios that it holds down."""
    found: dict[tuple[str, str, str], tuple[Standing, list[str]]] = {}
    for scenario in scenarios:
        for one in scenario.elements:
            if one.mend:
                found.setdefault((one.element, one.because, one.mend), (one, []))[1].append(scenario.scenario)
    for one, names in sorted(found.values(), key=lambda both: (both[0].value, -len(both[1]))):
        yield one, tuple(names)


def _percent(one: ScenarioReadiness) -> str:
    return f"{100 * one.value:.0f}"
