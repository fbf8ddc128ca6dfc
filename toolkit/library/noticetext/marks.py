"""Private characters that stand for values and lines between Jinja and Markdown.

Neither language ever sees a value, so no value can speak either. Templates and values may not contain these.
"""

import re

_SLOT = "\ue000", "\ue001"
_LINE = "\ue002", "\ue003"

SLOT = re.compile("\ue000([a-z0-9_]+)(?::([0-9]+))?\ue001")
LINE = re.compile("\ue002([0-9]+)\ue003")
PRIVATE = re.compile("[\ue000-\uf8ff]")


def slot(field: str, item: int | None = None) -> str:
    """What stands for a field's value, or for one item of a list."""
    return f"{_SLOT[0]}{field}{'' if item is None else f':{item}'}{_SLOT[1]}"


def numbered(line: int) -> str:
    """What tells, before a line's text, which line of the template it is."""
    return f"{_LINE[0]}{line}{_LINE[1]}"
