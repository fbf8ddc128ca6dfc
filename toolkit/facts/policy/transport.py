"""Whether a policy refuses requests that do not come over TLS, for everybody, everything and every action."""

from toolkit.facts.policy.document import Condition, Policy, Statement
from toolkit.facts.policy.glob import covers
from toolkit.facts.policy.grants import Scope, everybody, reaches


def tls_gaps(policy: Policy, scope: Scope) -> tuple[str, ...]:
    """What may still be asked for without TLS: "the bucket", "its objects", both or nothing."""
    refusing = [s for s in policy.statements if not s.allow and _refuses_plain_requests(s)]
    places = (("the bucket itself", scope.itself), ("its objects", scope.objects))
    return tuple(what for what, where in places if not any(reaches(deny, where) for deny in refusing))


def _refuses_plain_requests(deny: Statement) -> bool:
    """A second condition would narrow the Deny, so there may be only the one about TLS."""
    return (
        not deny.not_principal
        and everybody(deny.principals)
        and not deny.not_action
        and any(covers(pattern, "s3:*") for pattern in deny.actions)
        and len(deny.conditions) == 1
        and _about_plain(deny.conditions[0])
    )


def _about_plain(condition: Condition) -> bool:
    if condition.quantifier or not condition.values:
        return False
    match condition.operator, condition.key:
        case "bool" | "stringequals" | "stringequalsignorecase", "aws:securetransport":
            return any(value.lower() == "false" for value in condition.values)
        case "numericlessthan" | "numericlessthanequals", "s3:tlsversion":
            # A request without TLS has no TLS version: only `IfExists` makes the line hold for it.
            return condition.if_exists and any(_number(value) for value in condition.values)
    return False


def _number(value: str) -> bool:
    try:
        return 1.0 < float(value) < 10.0
    except ValueError:
        return False
