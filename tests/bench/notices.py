"""A hundred thousand people told: text and page for each, in both languages, beside filling the template for each."""

import resource
import sys
from collections.abc import Iterator
from datetime import UTC, datetime

from reports.notices.eml import Envelope, eml
from reports.notices.html import html
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


def presses() -> dict[str, Press]:
    """The full letter in each language."""
    return {
        code: Press(
            lambda names, code=code: filled("people-full", code, merged=names), HEAD, shipped().languages[code]
        )
        for code in ("en", "th")
    }


def envelope(number: int) -> Envelope:
    return Envelope(sender_name=HEAD.name, sender=HEAD.mail, to="a@example.net", date=AT, id=f"{number}@example.com")


def main() -> None:
    """Print what a letter costs, and whether memory grows with their number."""
    both = presses()
    for press in both.values():  # what is made once for all
        for one in people(4):
            press.printed(one)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    length = 0
    with cost() as spent:
        for number, one in enumerate(people(PEOPLE)):
            made = both["th" if number % 2 else "en"].printed(one)
            length += len(made.text) + len(made.html)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    rate = PEOPLE / spent.cpu
    verdict = "ok" if rate >= TARGET else "BELOW"
    print(f"{'notices: letters a second a core, text and page':<46}{rate:>12,.0f}  target >= {TARGET:,}  {verdict}")
    value("notices: 100k letters, CPU", spent.cpu, "s", PEOPLE / TARGET)
    value("notices: memory that 100k letters add", grown, "MB", 16.0)
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
    with cost() as mailed:
        for number, one in enumerate(some):
            made = both["en"].printed(one)
            eml(made.title, made.text, made.html, "en", envelope(number))
    value("notices: mails a second a core, written out", 200 / mailed.cpu, "1/s")
    letters = [filled("people-full", "th") for _ in range(50)]
    with cost() as set_:
        pdf(letters, HEAD, shipped().languages["th"])
    value("notices: letters a second a core, as one PDF", 50 / set_.cpu, "1/s")
    print(f"  {length / PEOPLE:,.0f} characters a letter", file=sys.stderr)


if __name__ == "__main__":
    main()
