"""From a template and values to a `Document`: Jinja in a sandbox, then Markdown, then the values put in."""

from toolkit.library.noticetext.fill import Unresolved, fill, unresolved
from toolkit.library.noticetext.sandbox import Compiled, compiled, faults

__all__ = ["Compiled", "Unresolved", "compiled", "faults", "fill", "unresolved"]
