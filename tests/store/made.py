"""Findings and runs made for the tests of the store and of what stands on it."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from toolkit.core import Check, Cite, Fact, Family, Finding, Outcome, Severity, Step, Target, check, passed
from toolkit.core.posture import AttackPath, Cap, PathStep, Posture, StoreRisk, UnknownStep
from toolkit.core.step import Position
from toolkit.store import Store

T0 = datetime(2026, 3, 1, 2, 0, 0, 123456, tzinfo=UTC)
WEB = Target(Family.SERVER, "web1")
DB = Target(Family.SERVER, "db1")
CLOUD = Target(Family.CLOUD, "prod")


def finding(target=WEB, check="ssh-root-login", resource="sshd", **changed) -> Finding:
    return Finding(
        **{
            "check": check,
            "title": f"Title of {check}",
            "outcome": Outcome.FAIL,
            "severity": Severity.HIGH,
            "family": target.family,
            "target": target.name,
            "resource": resource,
            "evidence": "permitrootlogin yes",
            "observed_at": T0,
            "fix": f"Fix of {check}",
            "why": "Because.",
            "cites": (Cite("CIS", "5.1"), Cite("NIST", "AC-6")),
            "opens": Step.LOGIN,
            "holds": Step.MOVE,
            "required": True,
            "playbook": "compromised-server",
        }
        | changed
    )


class Thing(Fact):
    """Something to ask of a server."""

    family = Family.SERVER


def rule(id: str) -> Check:
    """A check of that name."""

    @check(id=id, title="t", severity=Severity.LOW, fix="f", good=Thing(), bad=Thing())
    def asked(_fact: Thing):
        """Why."""
        return passed()

    return asked


def at(number: int) -> datetime:
    """The start of the run with this number."""
    return T0 + timedelta(hours=6 * number)


def seen(findings: Iterable[Finding], moment: datetime) -> list[Finding]:
    """The same findings, observed at another time."""
    names = {name: getattr(Finding, name) for name in Finding.__dataclass_fields__}
    return [Finding(**{n: getattr(one, n) for n in names} | {"observed_at": moment}) for one in findings]


def keep(
    store: Store,
    number: int,
    found: dict[Target, Sequence[Finding]],
    *,
    posture: Posture | None = None,
    targets: Sequence[Target] | None = None,
    checks: Sequence[Check] = (),
    finish: bool = True,
) -> int:
    """One whole run."""
    run = store.begin(
        started_at=at(number),
        organisation="Acme",
        version="1",
        targets=tuple(found) if targets is None else targets,
        checks=checks,
    )
    for place, (target, findings) in enumerate(found.items()):
        moment = at(number) + timedelta(seconds=place + 1)
        store.record(run, [(target, moment, seen(findings, moment))])
    if finish:
        store.finish(run, finished_at=at(number) + timedelta(minutes=5), posture=posture)
    return run


def posture(score: float = 40.0, start: str = "internet") -> Posture:
    """A posture with something in every field."""
    step = PathStep(
        start=start,
        end="host:web1:user",
        step=Step.LOGIN,
        probability=0.5,
        points=10.0,
        sentence="take a login shell on web1, because root can log in over SSH",
        findings=(("web1", "ssh-root-login", "sshd"),),
        unknown=(("web1", "kernel", ""),),
        judgement="login",
    )
    path = AttackPath(
        position=Position.INTERNET,
        prior=0.9,
        prior_points=1.5,
        store="customers",
        value=1.0,
        value_points=0.0,
        probability=0.45,
        steps=(step,),
    )
    return Posture(
        score=score,
        interval=(score - 10, score + 10),
        path=path,
        next_path=None,
        by_position=((Position.INSIDER, 12.5),),
        by_family=((Family.SERVER, 40.0),),
        stores=(
            StoreRisk(
                store="customers",
                title="Customers",
                probability=0.45,
                score=40.0,
                records=10,
                data_class="personal",
                datasets=("people",),
            ),
        ),
        unknown=(UnknownStep(finding=("web1", "kernel", ""), reason="needs root", on_path=True),),
        caps=(Cap(name="required", ceiling=50, because="a required check fails"),),
        notes=("a note",),
        model="2026.1",
        checked_steps=(1, 2),
    )
