"""Why a score changed between two runs: every difference in one group, every group its exact share.

A run is its `Inputs`. A mixture of two runs takes the differences of some groups from the second and leaves all
others as they were in the first: no group gives the first score, all of them the second, to the bit
(`mixture.py`). A group's share is its Shapley value over those mixtures, so the shares sum to the change without
a rest (`shapley.py`). Where each difference belongs:

| difference | group |
|---|---|
| a finding key in both runs, as `judged_now` counts it: failing, then good | fixed |
| … good, then failing; a higher severity of the same check | new or regressed |
| … unknown on either side (a failure out of sight still fails, and is no difference) | coverage |
| … not applicable against passing: of a control | fixed, new or regressed |
| … not applicable against passing: of anything else, a thing came or went | asset or data |
| … the same answer, older or younger, where the age counts in either tables | evidence expired |
| … the same answer, another `exploit` value | feed |
| … another severity or step because the check says so now | model or catalogue |
| a key in one run only: its target is in one inventory only, or its bucket or machine was seen once | asset or data |
| … its port opened or was closed, both times looked at to the end | new or regressed, fixed |
| … its check is in one catalogue only | model or catalogue |
| … its check was not asked there, or its own or the other answers were unknown | coverage |
| … failing, or a control that holds | fixed, new or regressed |
| … any other good answer | as the answer that took its place; else asset or data |
| inventory | asset or data |
| structure: of a target in one inventory only; buckets, machines, addresses, people, vendors | asset or data |
| … ports of a machine that was swept both times to the end | fixed, new or regressed |
| … what was unread on either side; how far a sweep got; what is remembered from earlier runs | coverage |
| tables, formulas, the catalogue of checks | model or catalogue |

A finding that needs two (a new check on a new bucket) is there when both are; gone when either is. An answer that
changed brings its own age, severity and `exploit` along. Swapping the runs swaps fixed with new or regressed, and
negates every share.
"""

from toolkit.score.trend.attribution import attribute, contributions
from toolkit.score.trend.inputs import Inputs
from toolkit.score.trend.shapley import shapley

__all__ = ["Inputs", "attribute", "contributions", "shapley"]
