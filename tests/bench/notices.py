"""A hundred thousand people told: text and page for each, in both languages, beside filling the template for each."""

import resource
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from reports.notices.html import html
from reports.notices.mails import Mails, To
from reports.notices.pdf import pdf
from reports.notices.press import Press
from reports.notices.text import text
from tests.bench.table import cost, row, value
from tests.library.noticetext.examples import filled, shipped
from toolkit.core.notice import Letterhead

PEOPLE = 100_000
TARGET = 3_000
HEAD = Letterhead(name="Example Travel Ltd.", address="1 Example Street", mail="help@example.com")
AT = datetime(2026, 11, 27, tzinfo=UTC)


def people(count: int) -> Iterator[dict[str, str]]:
    """Every third without a reference, names in two scripts."""
    for number in range(count):
        name = f"สมชาย {number}" if number % 2 else f"Ana O'Neill {number}"
        yield {"recipient_name": name, "recipient_reference": f"K-{number}" if number % 3 else ""}


def press(code: str) -> Press:
    """The full letter in this language."""
    return Press(lambda names: filled("people-full", code, merged=names), HEAD, shipped().languages[code])


def rate(what: str, per_second: float) -> None:
    verdict = "ok" if per_second >= TARGET else "BELOW"
    print(f"{what:<46}{per_second:>10,.0f} 1/s  target >= {TARGET:,}  {verdict}", flush=True)


def main() -> None:
    """Print what a letter and a mail cost, and whether memory grows with their number."""
    both = {code: press(code) for code in ("en", "th")}
    mails = {code: Mails(one, code, HEAD.name, HEAD.mail) for code, one in both.items()}
    for one in people(4):  # what is made once for all
        for code, printing in both.items():
            printing.printed(one)
            mails[code].mail(one, to(0, one))
    before, length = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, 0
    with cost() as printed:
        for number, one in enumerate(people(PEOPLE)):
            made = both["th" if number % 2 else "en"].printed(one)
            length += len(made.text) + len(made.html)
    rate("notices: letters, text and page, on a core", PEOPLE / printed.cpu)
    with cost() as mailed:
        for number, one in enumerate(people(PEOPLE)):
            length += len(mails["th" if number % 2 else "en"].mail(one, to(number, one)))
    rate("notices: mails, ready for the server, on a core", PEOPLE / mailed.cpu)
    value("notices: 100k letters and mails, CPU", printed.cpu + mailed.cpu, "s")
    value(
        "notices: memory that they add",
        (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
        "MB",
        16,
    )
    some = list(people(200))
    with cost() as ours:
        for one in some:
            both["en"].printed(one)
    with cost() as bare:
        for one in some:
            document = filled("people-full", "en", merged=frozenset(name for name, words in one.items() if words))
            text(document)
            html(document, HEAD, shipped().languages["en"])
    row("notices: a letter, beside filling it anew", 1000 * ours.cpu / 200, 1000 * bare.cpu / 200, "ms")
    letters = [filled("people-full", "th") for _ in range(50)]
    with cost() as set_:
        pdf(letters, HEAD, shipped().languages["th"])
    value("notices: a letter on paper, CPU", 1000 * set_.cpu / 50, "ms")
    print(f"  {length / 2 / PEOPLE:,.0f} characters each", file=sys.stderr)


def to(number: int, one: dict[str, str]) -> To:
    return To(mail="a@example.net", name=one["recipient_name"], date=AT, id=f"{number}@example.com")


if __name__ == "__main__":
    main()
