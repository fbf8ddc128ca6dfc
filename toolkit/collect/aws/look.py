"""One read inside the reading of an account, and whether the service has such a thing at all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from toolkit.collect.aws.refusal import NotOffered
from toolkit.collect.runner import attempt
from toolkit.core.fact import Fact, Unread

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Look(Generic[T]):
    """`seen` is for the report: what was read, or why not. A call that is not offered is unread as well."""

    seen: T | Unread
    offered: bool = True

    @property
    def block(self) -> T | Unread | None:
        """For what can only shut or switch off: a service without the call has no such thing."""
        return self.seen if self.offered else None


def look(kind: type[Fact], target: str, resource: str, read: Callable[[], T]) -> Look[T]:
    """Read; trouble is an `Unread` of this kind and resource, and nothing else suffers."""
    missing: list[NotOffered] = []

    def careful() -> Any:
        try:
            return read()
        except NotOffered as no:
            missing.append(no)
            raise

    seen = cast("T | Unread", attempt(kind, target, resource, careful))
    return Look(seen, offered=not missing)
