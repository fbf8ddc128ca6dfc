"""Breach readiness: the least prepared element of the least prepared scenario. Pure; the day is an argument."""

from toolkit.score.readiness.assess import PlaybookState, readiness
from toolkit.score.readiness.demands import Demands, shipped

__all__ = ["Demands", "PlaybookState", "readiness", "shipped"]
