"""Pages of which nothing is ever cut: Jinja2 that escapes every text and attribute, and a style with its hash."""

import base64
import hashlib
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from reports.inert import inert


def whole(template: str, style: str, **given: Any) -> str:
    """The template as a page. `style`: CSS, the page's only one; what it has from outside its maker has escaped."""
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704 our own file
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            **given,
        )
    )


@cache
def style(name: str) -> str:
    """The style sheet of this name."""
    environment = _environment()
    return environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]


def _shown(value: Any) -> Any:
    """Every expression of the template passes here, so the template cannot forget it."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return inert(value, len(value))
    return value


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
