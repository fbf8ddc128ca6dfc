"""Tries a verb without changing anything: its own `act` with hands that check each change instead of making it.

What EC2 can try (`DryRun`) it tries; every change's parameters are checked against the provider's model, which
needs no network; all permissions are simulated. None of it sees everything: guardrails of the organisation and
policies of the resource may still refuse. So what nobody could say stays unsaid, and nothing here is a promise.
"""

from collections.abc import Collection, Iterator
from typing import Any

from toolkit.act.aws.reach import Answer, Hands, answer
from toolkit.act.verb import CannotAct, Parameters, Rehearsed, Tried, Verb

SIMULATE = "iam:SimulatePrincipalPolicy"
STAND_IN: dict[str, Answer] = {
    "ec2:CreateSecurityGroup": {"GroupId": "sg-00000000000000000"},
    "ec2:CreateNetworkAcl": {"NetworkAcl": {"NetworkAclId": "acl-00000000000000000"}},
}
"""What a change that was not made would have answered, where the next one needs it."""


def rehearsed(verb: Verb, hands: Hands, parameters: Parameters) -> Rehearsed:
    """What would be permitted. Raises `CannotAct` where the precondition does not hold."""
    plan = verb.plan(hands, parameters)
    captured = verb.capture(hands, parameters)
    stage = _Rehearsing(hands)
    if plan.changes:
        try:
            verb.act(stage, parameters, captured)
        except CannotAct as no:
            stage.tried.append(Tried(call=no.call, permitted=None, words=no.reason))
    return Rehearsed(tried=(*stage.tried, *simulated(hands, verb.permissions)))


def simulated(hands: Hands, actions: Collection[str]) -> list[Tried]:
    """What the identity's own policies say of each action."""
    try:
        listed = hands.pages(
            SIMULATE, "EvaluationResults", PolicySourceArn=_source(hands), ActionNames=sorted(actions)
        )
        said = {str(one["EvalActionName"]): str(one["EvalDecision"]) for one in listed}
    except CannotAct as no:
        words = f"not simulated: {no.reason}"
        return [Tried(call=action, permitted=None, words=words) for action in sorted(actions)]
    return [_decided(action, said.get(action, "")) for action in sorted(actions)]


def _decided(action: str, decision: str) -> Tried:
    if not decision:
        return Tried(call=action, permitted=None, words="the simulation says nothing of it")
    return Tried(call=action, permitted=decision == "allowed", words=f"simulated: {decision}")


def _source(hands: Hands) -> str:
    """The identity whose policies are simulated: for a session, its role."""
    arn = str(answer(hands.read("sts:GetCallerIdentity")).get("Arn") or "")
    kind, _, rest = arn.rpartition(":")[2].partition("/")
    if kind == "user":
        return arn
    if kind == "assumed-role":
        found = answer(hands.read("iam:GetRole", RoleName=rest.partition("/")[0]))
        return str((found.get("Role") or {}).get("Arn") or "")
    raise CannotAct(SIMULATE, f"{kind or 'this identity'} cannot be simulated")


class _Rehearsing:
    """Reads like the real hands. A change is checked, tried where EC2 can, and never made."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self.account = hands.account
        self.evidence = hands.evidence
        self.tried: list[Tried] = []

    def read(self, call: str, *, region: str = "", absent: Collection[str] = (), **given: Any) -> Answer | None:
        return self._hands.read(call, region=region, absent=absent, **given)

    def pages(self, call: str, part: str, *, region: str = "", **given: Any) -> Iterator[Any]:
        return self._hands.pages(call, part, region=region, **given)

    def change(self, call: str, *, region: str = "", **given: Any) -> Answer:
        from toolkit.act.aws.model import faults, offers_dry_run  # noqa: PLC0415  loads the provider's models

        wrong = faults(call, given)
        if wrong:
            self.tried.append(Tried(call=call, permitted=False, words=wrong))
        elif offers_dry_run(call) and not _stands_in(given):
            self.tried.append(self._dry(call, region, given))
        return dict(STAND_IN.get(call, {}))

    def _dry(self, call: str, region: str, given: dict[str, Any]) -> Tried:
        try:
            self._hands.change(call, region=region, **given, DryRun=True)
        except CannotAct as no:
            return _told(call, no.reason)
        return Tried(
            call=call, permitted=None, words="answered as if made: this service does not know DryRun. Look at it"
        )


def _told(call: str, reason: str) -> Tried:
    if reason.startswith("DryRunOperation"):
        return Tried(call=call, permitted=True, words="EC2 would have done it")
    denied = reason.startswith(("UnauthorizedOperation", "AccessDenied"))
    return Tried(call=call, permitted=False if denied else None, words=reason)


def _stands_in(given: dict[str, Any]) -> bool:
    return "00000000000000000" in str(given)
