"""What a rule of the linter found wrong."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong with a playbook, and where."""

    rule: str
    where: str
    """Path to the value: `step[close-bucket].verify`."""
    says: str
    warning: bool = False
    """Worth mending, and no reason to refuse the playbook."""

    def __str__(self) -> str:
        return f"{self.where}: {self.says}" if self.where else self.says
