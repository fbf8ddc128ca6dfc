"""What a step's verb reaches the outside with: the account or server of the inventory that its parameters name."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from toolkit.act.verb import Verb
from toolkit.act.verbs import families, verbs
from toolkit.config.secrets import resolve
from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Incident
from toolkit.core.inventory import Account, Server
from toolkit.core.playbook import Action
from toolkit.usecase.incident.parameters import parameters

T = TypeVar("T", Account, Server)

Reach = Callable[[Settings, Verb, Incident, str, Path], Any]
"""Makes the hands of a verb: settings, the verb, the incident, the step's key, the folder for evidence."""


def verb_of(key: str, step: Action) -> Verb:
    """The verb of a step. Raises `UserError` for one that this version has not."""
    found = verbs().get(step.verb)
    if found is None:
        raise UserError(Problem(key, "verb", f"this version cannot {step.verb!r}: do it by hand, `incident done`"))
    return found


def hands(settings: Settings, verb: Verb, incident: Incident, key: str, evidence: Path) -> Any:
    """The hands, as the verb's family makes them. Raises `UserError` for what the inventory has not, `CannotAct`."""
    family = next(one for one in families() if verb.id in {other.id for other in one.VERBS})
    given = {**incident.known(key.rpartition("/")[0]), **parameters(incident, key)}
    inventory = settings.inventory
    target: Account | Server
    if "server" in {one.name for one in verb.parameters}:
        target = _one(inventory.servers, given.get("server", ""), key, "server")
    else:
        target = _one(inventory.accounts, given.get("account", ""), key, "account")
    evidence.mkdir(mode=0o700, parents=True, exist_ok=True)
    return family.reach(target, resolve, evidence)


def _one(ones: Sequence[T], name: str, key: str, what: str) -> T:
    """The one that is named; without a name the only one there is."""
    fitting = [one for one in ones if not name or name in (one.name, getattr(one, "account_id", one.name))]
    if len(fitting) != 1:
        known = ", ".join(one.name for one in ones) or "none"
        raise UserError(Problem(key, what, f"expected one {what} of the inventory, not {name!r}; there are: {known}"))
    return fitting[0]
