"""Who a verb is about: a user or a role, by name, `user/NAME`, `role/NAME` or ARN; and who we are ourselves."""

from dataclasses import dataclass

from toolkit.act.aws.reach import Hands, answer
from toolkit.act.verb import CannotAct

GONE = ("NoSuchEntity", "NoSuchEntityException")
SERVICE_PATH = "/aws-service-role/"


@dataclass(frozen=True, slots=True)
class Identity:
    """A user or role that exists. `kind` is `User` or `Role`, as the calls spell it."""

    kind: str
    name: str
    arn: str

    @property
    def named(self) -> dict[str, str]:
        """How calls are told about it."""
        return {f"{self.kind}Name": self.name}

    @property
    def resource(self) -> str:
        """Its name for people."""
        return f"{self.kind.lower()}/{self.name}"


def identity(hands: Hands, said: str, kinds: tuple[str, ...] = ("User", "Role")) -> Identity:
    """The identity that is meant. Raises `CannotAct` when there is none, or both a user and a role of that name."""
    kind, name = _parts(said)
    wanted = [one for one in kinds if kind in ("", one.lower())]
    found = [one for one in (_look(hands, one, name) for one in wanted) if one]
    words = " or ".join(kinds).lower()
    if not found:
        raise CannotAct("identity", f"there is no {words} {name}; give a name, user/NAME, role/NAME or an ARN")
    if len(found) > 1:
        raise CannotAct("identity", f"{name} is both a user and a role: say user/{name} or role/{name}")
    if said.startswith("arn:") and found[0].arn != said:
        raise CannotAct("identity", f"{said} is not of this account: here it is {found[0].arn}")
    return found[0]


def not_ourselves(hands: Hands, who: Identity) -> None:
    """Raise `CannotAct` when it would shut out the very credentials that must take it back."""
    arn = str(answer(hands.read("sts:GetCallerIdentity")).get("Arn") or "")
    resource = arn.rpartition(":")[2].split("/")
    same = {"user": ("User", resource[-1]), "assumed-role": ("Role", resource[1] if len(resource) > 1 else "")}
    if same.get(resource[0]) == (who.kind, who.name):
        raise CannotAct(
            "identity", f"{who.resource} is who is acting here: use other credentials, or nobody can undo it"
        )


def _parts(said: str) -> tuple[str, str]:
    """Kind (`user`, `role`, or empty) and name, without a path."""
    resource = said.rpartition(":")[2] if said.startswith("arn:") else said
    kind, _, name = resource.partition("/")
    if kind in ("user", "role") and name:
        return kind, name.rpartition("/")[2]
    return "", resource


def _look(hands: Hands, kind: str, name: str) -> Identity | None:
    call = f"iam:Get{kind}"
    found = hands.read(call, absent=GONE, **{f"{kind}Name": name})
    if found is None:
        return None
    said = found.get(kind) or {}
    if kind == "Role" and str(said.get("Path", "")).startswith(SERVICE_PATH):
        raise CannotAct(call, f"{name} belongs to a service of AWS: its permissions cannot be changed")
    arn = str(said.get("Arn") or "")
    if not arn:
        raise CannotAct(call, "the answer has no ARN")
    return Identity(kind, name, arn)
