"""Blocks as formats draw them: neighbouring items are one list."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from toolkit.core.notice import Block, BlockKind

LISTS = (BlockKind.ITEM, BlockKind.STEP)


def grouped(blocks: Sequence[Block]) -> Iterator[tuple[BlockKind, tuple[Block, ...]]]:
    """Each block by itself, each list as one."""
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        if kind in LISTS:
            yield kind, tuple(group)
        else:
            yield from ((kind, (block,)) for block in group)
