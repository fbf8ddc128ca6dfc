"""The report of an incident and the summary for whoever takes over: Markdown and one HTML page."""

from collections.abc import Iterator

from reports.duties import words as duty_words
from reports.incident import words
from reports.incident.form import Form
from reports.incident.telling import Telling
from reports.incident.times import span
from toolkit.core.incident import deadlines


def report(told: Telling, form: Form) -> Iterator[str]:
    """Everything that happened, in pieces of text."""
    if form is Form.HTML:
        from reports.page import styled  # noqa: PLC0415  Jinja2 loads when a page is asked for

        return styled("incident.html.j2", told=told, incident=told.incident, words=words, span=span, law=duty_words)
    from reports.markdown import written  # noqa: PLC0415  likewise

    return written("incident.md.j2", told=told, incident=told.incident, words=words, span=span, law=duty_words)


def handover(told: Telling) -> Iterator[str]:
    """What whoever takes over must know, on one page of Markdown."""
    from reports.markdown import written  # noqa: PLC0415  likewise

    due = deadlines(told.incident)
    return written(
        "handover.md.j2", told=told, incident=told.incident, words=words, span=span, due=due, law=duty_words
    )
