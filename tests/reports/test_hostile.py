"""What hostile machines say stays text, in every format."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from defusedxml import ElementTree
from markdown_it import MarkdownIt
from rich.console import Console

from reports.listing import findings_table
from reports.render import Format, render
from reports.terminal import summary, weakest
from tests.reports.runs import HOSTILE, STORES, estate, hostile, nothing, posture
from tests.reports.trend.trends import moved, wicked

MARKERS = ("alert", "evil", "javascript", "onerror", "onload", "HYPERLINK", "7*7", "cmd|")


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.said = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_data(self, data):
        self.said.append(data)

    def handle_comment(self, data):
        self.tags.append("comment")

    def unknown_decl(self, data):
        self.tags.append("declaration")


def text_of(run, format):
    return "".join(render(run, format))


@pytest.fixture(scope="module")
def bad():
    return replace(hostile(), trend=wicked())


def test_page_has_no_element_and_no_attribute_from_outside(bad):
    page = Page(text_of(bad, Format.HTML))
    ours = Page(text_of(estate(trend=moved()), Format.HTML) + text_of(nothing(), Format.HTML))
    allowed = set(ours.tags)
    assert set(page.tags) <= allowed
    assert not {"script", "img", "iframe", "comment", "declaration"} & set(page.tags)
    assert {name for _, name, _ in page.attributes} <= {name for _, name, _ in ours.attributes}
    for tag, name, value in page.attributes:
        assert not any(marker in (value or "") for marker in MARKERS), (tag, name, value)
    links = {value for _, name, value in page.attributes if name in ("href", "src", "action")}
    assert all(re.fullmatch(r"#[a-z0-9-]+", link) for link in links)
    assert page.tags.count("style") == 1


def test_page_shows_hostile_text_as_text(bad):
    said = "".join(Page(text_of(bad, Format.HTML)).said)
    for shown in (
        "<script>alert(1)</script>",
        "{{ 7*7 }}",
        r"\x1b[31mred",
        r"\u202egpj.exe",
        r"\x00nul",
        "&#x3c;script",
    ):
        assert shown in said
    assert all(char == "\n" or char.isprintable() for char in said)


def test_markdown_makes_no_link_no_html_and_no_heading_of_it(bad):
    text = text_of(bad, Format.MARKDOWN)
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = [one for token in reader.parse(text) for one in (token, *(token.children or ()))]
    kinds = {token.type for token in tokens}
    assert not kinds & {"html_block", "html_inline", "link_open", "image", "fence", "code_block", "hr", "s_open"}
    headings = [token.tag for token in tokens if token.type == "heading_open"]
    groups = len(bad.targets)
    assert headings == ["h1", *["h2"] * 9, *["h3"] * groups]
    rendered = reader.render(text)
    assert "<script" not in rendered
    outside = "".join(token.content for token in tokens if token.type == "text")
    source_outside_code = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)
    assert "://" not in source_outside_code
    assert "@" not in source_outside_code
    assert "<script>alert(1)</script>" in outside


def test_markdown_shows_the_text_itself():
    run = estate(organisation="a*b_c|d`e #1 [x](y) <b> & \\ ~~z~~")
    html = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text_of(run, Format.MARKDOWN))
    assert "Security posture of a*b_c|d`e #1 [x](y) &lt;b&gt; &amp; \\ ~~z~~</h1>" in html


def test_markdown_cells_stay_one_cell():
    run = estate(posture=posture(stores=(replace(STORES[0], title="left | right \\| end"),)))
    html = MarkdownIt("commonmark").enable("table").render(text_of(run, Format.MARKDOWN))
    assert ">left | right \\| end</td>" in html


@pytest.mark.parametrize("show", [summary, weakest, lambda run, console: findings_table(run.findings, console)])
@pytest.mark.parametrize("colour", [True, False])
def test_terminal_acts_on_nothing(bad, show, colour):
    console = Console(
        file=io.StringIO(),
        width=100,
        force_terminal=colour,
        color_system="truecolor" if colour else None,
        legacy_windows=False,
    )
    show(bad, console)
    written = console.file.getvalue()
    plain = re.sub(r"\x1b\[[0-9;]*m", "", written) if colour else written
    assert all(char == "\n" or char.isprintable() for char in plain)
    assert "[red]not red[/red]" in plain
    assert r"\x1b[31mred\x1b[0m" in plain


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_terminal_writes_in_any_encoding(bad, encoding):
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, errors="strict")
    for show in (summary, weakest):
        show(bad, Console(file=file, width=60))
        show(estate(organisation="Müller — 東京 ✓"), Console(file=file, width=60))
    file.flush()
    assert raw.getvalue()


def test_csv_has_no_formula_and_one_line_a_record(bad):
    text = text_of(bad, Format.CSV)
    assert text.startswith("\ufeff")
    lines = text.removeprefix("\ufeff").split("\r\n")
    assert len(lines) == len(bad.findings) + 2
    records = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    assert len(records) == len(bad.findings) + 1
    for cell in (cell for record in records[1:] for cell in record):
        assert not cell.lstrip(" ").startswith(tuple("=+-@|%\t\r\n\uff1d"))
        assert all(char.isprintable() for char in cell)
    assert any(cell == '\'=HYPERLINK("http://evil.example","x")' for record in records for cell in record)


@pytest.mark.parametrize(
    "start", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "\ufeff=1", "\uff1d1", "|x", "\n=1", "\x00=1"]
)
def test_csv_neutralises_every_start(start):
    from reports.table import cell

    assert cell(start).startswith("'")


@pytest.mark.parametrize("format", [Format.JSONL, Format.JSON, Format.SARIF, Format.OCSF])
def test_json_formats_are_ascii_and_whole(bad, format):
    text = text_of(bad, format)
    assert text.isascii()
    assert "\x1b" not in text
    assert "\x00" not in text
    lines = text.splitlines() if format in (Format.JSONL, Format.OCSF) else [text]
    for line in lines:
        json.dumps(json.loads(line), ensure_ascii=False).encode("utf-8")


def test_jsonl_carries_evidence_to_the_letter(bad):
    records = [json.loads(line) for line in render(bad, Format.JSONL)]
    for text, record in zip(HOSTILE, records, strict=True):
        assert record["evidence"] == re.sub("[\ud800-\udfff]", "?", text)


def test_junit_is_well_formed(bad):
    root = ElementTree.fromstring(text_of(bad, Format.JUNIT))
    assert {element.tag for element in root.iter()} == {
        "testsuites",
        "testsuite",
        "testcase",
        "failure",
        "error",
        "skipped",
    }
    assert len(root.findall(".//testcase")) == len(bad.findings)
