"""What a database is asked in ways that Django has no words for: rules of exceptions, names in one text."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Aggregate, Q, TextField

from toolkit.core.exemption import Exemption, Kind, anything, fits
from toolkit.core.verdict import Outcome, Severity
from toolkit.store import models


def fitting(rules: Sequence[Exemption], checks: Iterable[str], targets: Iterable[str]) -> Q:
    """What any of these rules fits, as `Exemption.fits` says it, of these checks and targets."""
    checks, targets = tuple(checks), tuple(targets)
    found = Q(pk__in=())
    for rule in rules:
        accepted = (Outcome.FAIL,) if rule.kind is Kind.ACCEPT else (Outcome.FAIL, Outcome.UNKNOWN)
        said = Q(outcome__in=accepted, check_id__in=[name for name in checks if fits(rule.check, name)])
        if rule.up_to is not Severity.CRITICAL:
            said &= Q(severity__in=[one for one in Severity if one.rank <= rule.up_to.rank])
        if not anything(rule.target):
            names = [name for name in targets if fits(rule.target, name)]
            said &= Q(target_id__in=models.Target.objects.filter(name__in=names).values("pk"))
        if rule.resource != "*":
            said &= Q(resource__regex=rule.resource_pattern)
        found |= said
    return found


class Named(Aggregate):  # type: ignore[misc]  # Django ships no types
    """The different values of a column without a comma in them, in one text."""

    function = "STRING_AGG"
    template = "%(function)s(DISTINCT %(expressions)s, ',')"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """SQLite's name for it, whose comma goes without saying."""
        return self.as_sql(
            compiler, connection, function="GROUP_CONCAT", template="%(function)s(DISTINCT %(expressions)s)", **more
        )
