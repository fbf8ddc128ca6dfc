"""Plain text: the part of a mail that always arrives, and text messages. No line is broken."""

from reports.notices.grouped import grouped
from toolkit.core.notice import Block, BlockKind, Document


def text(document: Document) -> str:
    """The whole notice."""
    parts = []
    for kind, blocks in grouped(document.blocks):
        match kind:
            case BlockKind.ITEM:
                parts.append("\n".join(f"- {block.text}" for block in blocks))
            case BlockKind.STEP:
                parts.append("\n".join(f"{number}. {block.text}" for number, block in enumerate(blocks, 1)))
            case BlockKind.HEADING | BlockKind.SUBHEADING:
                parts.append(f"\n{blocks[0].text}")
            case _:
                parts.append(blocks[0].text)
    return "\n\n".join(parts) + "\n"


def message(document: Document) -> str:
    """As a text message: a line for each block, lists on one line."""
    return "\n".join(_line(blocks) for _, blocks in grouped(document.blocks))


def _line(blocks: tuple[Block, ...]) -> str:
    return ", ".join(block.text for block in blocks)
