"""The forms of an incident's report; apart from the report, so that the command line's help needs nothing more."""

from enum import StrEnum


class Form(StrEnum):
    """What a report can be written as."""

    MARKDOWN = "markdown"
    HTML = "html"
