"""Rules on words: nothing unfinished, no law, nothing that makes the reader cringe, nothing that would be run."""

import re
from collections.abc import Iterator

from toolkit.core.playbook import Playbook, Step
from toolkit.library.lint.kinds import Around, Fault
from toolkit.library.lint.said import texts
from toolkit.library.lint.ways import Ways

PLACEHOLDERS = re.compile(
    r"\b(TODO|TBD|TBC|FIXME|XXX+|lorem ipsum|to be (?:defined|completed)|coming soon)\b"
    r"|\[(?:insert|your|name|date|company|organi[sz]ation)\b[^\]]*\]|<(?:insert|your|name|bucket|account|id)\b[^>]*>"
    r"|\b(?:your|my|example)[-_](?:bucket|account|instance|key|role)[-_]?(?:name|id)?\b|\.\.\.\s*$",
    re.IGNORECASE,
)
VAGUE = re.compile(
    r"\b(as (?:appropriate|necessary|needed|applicable)|if appropriate|in a timely manner|best practices?"
    r"|and so on)\b",
    re.IGNORECASE,
)
CRINGE = re.compile(
    r"\btake\w*\b.{0,60}\b(?:security|privacy|protection)\b.{0,40}\bseriously\b|\bout of an abundance of caution\b",
    re.IGNORECASE | re.DOTALL,
)
LAW = re.compile(
    r"\b(GDPR|PDPA|HIPAA|CCPA|LGPD|NIS ?2|DORA|SB ?\d{3,}|CFR|U\.S\.C\.)\b|\bArt(?:icle|\.) ?\d+|§ ?\d+"
    r"|\bSection \d+\b|\b72[- ]?(?:h|hours?)\b",
)
TEMPLATE = re.compile(r"\{\{|\{%|\{#|\$\(|<script|javascript:", re.IGNORECASE)
ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
LAWS = "law is dated data with a source, and stands in the duties: say what to do, not what the law says"


def finished(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """No placeholder, no word that leaves the decision to somebody who is tired."""
    for where, text in texts(playbook):
        if found := PLACEHOLDERS.search(text):
            yield Fault(rule="", where=where, says=f"{found[0].strip()!r} is not finished")
        if found := VAGUE.search(text):
            yield Fault(rule="", where=where, says=f"{found[0]!r}: say what is to be done, and when")
    for step in playbook.step:
        yield from _says_something(step)


def _says_something(step: Step) -> Iterator[Fault]:
    if not step.title.strip():
        yield Fault(rule="", where=f"step[{step.id}].title", says="is empty")
    kind = type(step).__name__
    if kind in ("Action", "Notify") and not step.does.strip():
        yield Fault(rule="", where=f"step[{step.id}].does", says="does not say what to do")


def plain(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """No phrase that customers have learnt to distrust."""
    for where, text in texts(playbook):
        if found := CRINGE.search(text):
            yield Fault(rule="", where=where, says=f"{' '.join(found[0].split())!r}: say what is done instead")


def no_law(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """Law ages, and playbooks are read when nobody has time to see that it has."""
    for where, text in texts(playbook):
        if found := LAW.search(text):
            yield Fault(rule="", where=where, says=f"{found[0]!r}: {LAWS}")


def inert(playbook: Playbook, _around: Around, _found: Ways) -> Iterator[Fault]:
    """Texts are read, never rendered or run: no template, no script, no character that hides another."""
    for where, text in texts(playbook):
        if ODD.search(text):
            yield Fault(rule="", where=where, says="holds a control character that hides or turns what one reads")
        if ".commands[" not in where and (found := TEMPLATE.search(text)):
            yield Fault(rule="", where=where, says=f"{found[0]!r} is for a machine; variables are written {{so}}")
