"""The words for an attack: where the attacker starts, and what one step gains."""

from enum import StrEnum


class Position(StrEnum):
    """Where an attacker may stand before the first step (reference: scoring §1.1)."""

    INTERNET = "internet"
    STOLEN_CREDENTIAL = "stolen-credential"
    INSIDER = "insider"
    THIRD_PARTY = "third-party"


class Step(StrEnum):
    """What an attacker gains by one step. A check's `opens` names the step its failure eases."""

    REACH = "reach"
    """Send packets to the machine: anywhere -> host:net."""
    LOGIN = "login"
    """Run commands on it through a reachable service: host:net -> host:user."""
    CREDENTIAL = "credential"
    """Log in with what was stolen from a person: stolen credential -> host:user."""
    ESCALATE = "escalate"
    """Become its administrator: host:user -> host:root."""
    READ = "read"
    """Read the data where it lies, as an ordinary account of the machine: host:user -> store."""
    QUERY = "query"
    """Ask the data service itself over the network: host:net -> store."""
    OPEN = "open"
    """Fetch the store from the internet, no machine between: internet -> store."""
    DELEGATE = "delegate"
    """Use access that was given to somebody outside: third party -> store."""
    MOVE = "move"
    """From a taken machine to its neighbours: host:user -> zone, zone -> zone."""
    PHISH = "phish"
    """Win over somebody of a group, by mail or telephone: internet -> person."""
    IMPERSONATE = "impersonate"
    """Act as that person towards a system, past the second factor: person -> identity."""
    USE = "use"
    """Use access that was granted to an identity or a vendor: identity -> host, account, store."""
    TAKE = "take"
    """Find a key or password where it lies: host -> secret."""
    UNLOCK = "unlock"
    """Read what is encrypted, having both the ciphertext and the key: both -> store."""
    DESTROY = "destroy"
    """Delete or encrypt a store, or every copy of it: host -> store:delete."""
    HOLD = "hold"
    """Ordinary, unfixable access: the administrator of a machine can read what it stores."""
