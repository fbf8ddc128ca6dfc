"""What the lint says, beside the sentence that it means and under the field that the sentence came from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from toolkit.core.notice import Block, Document
from toolkit.core.notice.fault import Fault, Weight
from toolkit.usecase.notice.seen import Seen

MISSING = "missing"
"""The lint's rule for gaps; the form lists those by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A block of the notice, and what is said of it."""

    block: Block
    faults: tuple[Fault, ...]


def beside(document: Document, faults: Iterable[Fault]) -> tuple[Placed, ...]:
    """Each block with the faults that name its line and sentence. A mere measure disturbs nobody who reads."""
    mine = [
        one for one in faults if one.language == document.language and one.line and one.weight is not Weight.TELLS
    ]
    return tuple(
        Placed(block=block, faults=tuple(one for one in mine if _means(one, block))) for block in document.blocks
    )


def overall(seen: Seen) -> tuple[Fault, ...]:
    """What is said of no single sentence, or of one that is not in the notice as it is shown."""
    placed = [
        fault for document in seen.documents.values() for one in beside(document, seen.faults) for fault in one.faults
    ]
    return tuple(one for one in seen.faults if one not in placed and one.rule != MISSING)


def under_fields(seen: Seen) -> Mapping[str, Sequence[Fault]]:
    """By field: what is said of the sentences that show it."""
    found: dict[str, list[Fault]] = {}
    for document in seen.documents.values():
        for one in beside(document, seen.faults):
            for name in {piece.field for piece in one.block.pieces if piece.field}:
                found.setdefault(name, []).extend(fault for fault in one.faults if fault not in found.get(name, ()))
    return found


def _means(fault: Fault, block: Block) -> bool:
    if fault.line != block.line:
        return False
    return not fault.sentence or fault.sentence in block.text or block.text in fault.sentence
