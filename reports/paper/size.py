"""The two sizes of paper that printers have."""

from enum import StrEnum


class Size(StrEnum):
    """A size."""

    A4 = "a4"
    LETTER = "letter"
