"""Findings and checks as rows on a terminal."""

from collections.abc import Iterable, Sequence

from rich.console import Console
from rich.text import Text

from reports import words
from reports.pen import Pen
from reports.view import ordered
from toolkit.core.check import Check
from toolkit.core.exemption import Used
from toolkit.core.finding import Finding
from toolkit.core.verdict import Outcome, Severity

STYLE = {Severity.CRITICAL: "bold red", Severity.HIGH: "red", Severity.MEDIUM: "yellow", Severity.LOW: "cyan"}
TONE = {Outcome.FAIL: "red", Outcome.UNKNOWN: "yellow", Outcome.PASS: "green", Outcome.NOT_APPLICABLE: "dim"}


def findings_table(findings: Iterable[Finding], console: Console) -> None:
    """Findings as rows, the worst first."""
    pen = Pen(console)
    rows = [
        (
            pen.text((_word(finding), STYLE[finding.severity] if failed else TONE[finding.outcome])),
            pen.stacked(pen.text(finding.title), *_if(pen.text((finding.evidence, "dim")))),
            pen.text(where(finding)),
        )
        for finding in ordered(findings)
        for failed in (finding.outcome is Outcome.FAIL,)
    ]
    pen.rows(rows)


def checks_table(checks: Sequence[Check], console: Console) -> None:
    """Checks as rows: severity, id, the fault it looks for."""
    pen = Pen(console)
    pen.rows(
        [
            (
                pen.text((check.severity.value, STYLE[check.severity])),
                pen.text(check.title),
                pen.text((check.id, "bold"), (" required" if check.required else "", "dim")),
            )
            for check in checks
        ]
    )
    pen.say((words.many(len(checks), "check"), "dim"))


def rules_table(rules: Sequence[Used], console: Console) -> None:
    """Exceptions as rows: what each names, who answers for it and why, and what it does."""
    pen = Pen(console)
    for one in rules:
        rule = one.rule
        resource = f", {rule.resource}" if rule.resource != "*" else ""
        pen.say((rule.kind.value, "bold"), f" {rule.check} on {rule.target}{resource}: ", words.standing(one))
        pen.say(f"until {rule.expires}, {rule.owner}: {rule.reason}", (f" {rule.ticket}", "dim"), indent=2)
    pen.say((words.exceptions(rules) or words.many(len(rules), "rule"), "dim"))


def check_page(check: Check, console: Console) -> None:
    """All about one check."""
    pen = Pen(console)
    pen.say((check.title, "bold"))
    pen.say(pen.prose(check.why))
    pen.gap()
    facts = [
        ("id", check.id),
        ("severity", check.severity.value),
        ("reads", check.needs.__name__),
        ("fix", check.fix),
        ("eases", check.opens.value if check.opens else ""),
        ("hinders", check.holds.value if check.holds else ""),
        ("required", "yes" if check.required else ""),
        ("playbook", check.playbook),
        ("cites", "; ".join(map(str, check.cites))),
        ("formerly", ", ".join(check.formerly)),
    ]
    pen.rows([(pen.text((name, "dim")), pen.prose(said)) for name, said in facts if said])


def where(finding: Finding) -> str:
    """Target and resource, in words."""
    return f"{finding.target}, {finding.resource}" if finding.resource else finding.target


def _if(text: Text) -> tuple[Text, ...]:
    return (text,) if text.plain.strip() else ()


def _word(finding: Finding) -> str:
    return finding.severity.value if finding.outcome is Outcome.FAIL else words.OUTCOME[finding.outcome]
