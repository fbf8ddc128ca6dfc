"""A form drawn from a template: TOML to be filled in with an editor and given back with `notice set --from`."""

import json
from collections.abc import Iterator, Sequence
from textwrap import wrap

from toolkit.core.notice import Field, FieldType, Template

_LONG = (FieldType.PROSE, FieldType.LIST)


def form(template: Template, languages: Sequence[str]) -> Iterator[str]:
    """Lines of the form. Each value is an example, commented out, so that nothing is sent that nobody wrote."""
    yield f"# {template.title} ({template.kind} {template.version})"
    yield "# Take away the # before what you fill in. Where it is not known yet: unknown = DAY OF TELLING."
    for field in template.fields.values():
        if not field.merged:
            yield ""
            yield from _field(field, languages)


def _field(field: Field, languages: Sequence[str]) -> Iterator[str]:
    marks = [field.type.value, f"by {field.given_by}", "needed" if field.required else "may be left out"]
    if field.may_be_unknown:
        marks.append("may be unknown")
    if field.filled_from:
        marks.append(f"filled from {field.filled_from} where that is known")
    yield f"# {field.label}: {', '.join(marks)}; at most {field.longest} characters"
    yield from (f"# {line}" for line in wrap(field.help, 116))
    yield f"# [{field.id}]"
    for language in languages if field.worded else ("any",):
        example = field.example.get(language, "").strip()
        if field.type in _LONG and "\n" in example:
            yield f'# {language} = """'
            yield from (f"# {line}" for line in example.split("\n"))
            yield '# """'
        else:
            yield f"# {language} = {json.dumps(example, ensure_ascii=False)}"
