"""Documents for the formats: ours, and hostile ones."""

from tests.library.noticetext.examples import filled, shipped
from toolkit.core.notice import ANY, Block, BlockKind, Document, Letterhead, Piece, Value

HEAD = Letterhead(
    name="Example Travel Ltd.",
    address="1 Example Street, 10110 Bangkok",
    phone="+66 2 555 0100",
    mail="help@example.com",
    website="https://www.example.com",
)
WICKED = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "#set page(fill: red)",
    '#read("/etc/passwd")',
    "$x^2$ `raw` *strong* _em_ @ref <label> // comment /* */ \\ ~ --- #",
    "{{ 7*7 }} {% raw %}",
    "=cmd|' /C calc'!A0",
    "]]> &amp; &lt; &#60;",
    "ข้อมูล น้ำ กำลัง ผู้ใหญ่ ปิ่นโต ญี่ปุ่น ฎีกา ฤๅษี เเละ",
)


def language(code):
    return shipped().languages[code]


def wicked(code="en"):
    """A document whose every value would like to be more than a value."""
    kinds = list(BlockKind)
    blocks = [Block(kind=BlockKind.TITLE, pieces=(Piece(WICKED[0], field="x"),), line=1)]
    for number, words in enumerate(WICKED):
        kind = kinds[1 + number % (len(kinds) - 1)]
        blocks.append(Block(kind=kind, pieces=(Piece("Says: "), Piece(words, field="x", strong=True)), line=2))
    hrefs = ("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", 'https://example.com/"><script>')
    blocks += [Block(kind=BlockKind.PARAGRAPH, pieces=(Piece(href, href=href),), line=3) for href in hrefs]
    return Document(language=code, blocks=tuple(blocks))


def steps(code="en"):
    return Document(
        language=code,
        blocks=tuple(Block(kind=BlockKind.STEP, pieces=(Piece(words),), line=1) for words in ("One", "Two")),
    )


__all__ = ["ANY", "HEAD", "WICKED", "Value", "filled", "language", "steps", "wicked"]
