"""What a database is asked in ways that Django has no words for: rules of exceptions, names in one text."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Aggregate, Lookup, Q, TextField

from toolkit.core.exemption import Exemption, Kind, fits, regex_of
from toolkit.core.verdict import Outcome, Severity
from toolkit.store import models


def fitting(rules: Sequence[Exemption], checks: Iterable[str], targets: Iterable[str]) -> Q:
    """What any of these rules fits, as `Exemption.fits` says it, of these checks and targets."""
    checks, targets = tuple(checks), tuple(targets)
    found = Q(pk__in=())
    for rule in rules:
        accepted = (Outcome.FAIL,) if rule.kind is Kind.ACCEPT else (Outcome.FAIL, Outcome.UNKNOWN)
        said = Q(outcome__in=accepted)
        if rule.check.strip("*"):  # else it fits all of them
            said &= Q(check_id__in=[name for name in checks if fits(rule.check, name)])
        if rule.up_to is not Severity.CRITICAL:
            said &= Q(severity__in=[one for one in Severity if one.rank <= rule.up_to.rank])
        if rule.target.strip("*"):
            names = [name for name in targets if fits(rule.target, name)]
            said &= Q(target_id__in=models.Target.objects.filter(name__in=names).values("pk"))
        if rule.resource != "*":
            said &= Q(resource__globbed=rule.resource)
        found |= said
    return found


@TextField.register_lookup
class Globbed(Lookup):  # type: ignore[misc]  # Django ships no types
    """Whether the whole text is as a pattern of an exception says."""

    lookup_name = "globbed"

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """PostgreSQL's way."""
        column, given = self.process_lhs(compiler, connection)
        return f"{column} ~ %s", [*given, regex_of(self.rhs)]

    def as_sqlite(self, compiler: Any, connection: Any) -> Any:
        """SQLite has such patterns itself; a bracket is a word in them, and none of ours."""
        column, given = self.process_lhs(compiler, connection)
        return f"{column} GLOB %s", [*given, self.rhs.replace("[", "[[]")]


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
