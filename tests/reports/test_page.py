"""The page: its own style only, links that lead somewhere, contrast, headings in order."""

import base64
import hashlib
import re
from itertools import pairwise

import pytest

from reports.drawing import NARROW, WIDE, draw, wrapped
from reports.render import Format, render
from reports.view import View
from tests.reports.runs import NEXT, crowd, estate, hostile, nothing, posture
from tests.reports.test_hostile import Page
from tests.reports.trend.trends import moved, single, wicked

RUNS = {
    "estate": estate,
    "routed": lambda: estate(posture=posture(NEXT, None)),
    "nothing": nothing,
    "hostile": hostile,
    "crowd": lambda: crowd(10_000),
    "moved": lambda: estate(trend=moved()),
    "one run": lambda: estate(trend=single()),
    "wicked": lambda: estate(trend=wicked()),
    "no path": lambda: estate(posture=posture(None, None, stores=())),
    "no posture": lambda: estate(posture=None, worst=(), change=None),
}


@pytest.fixture(params=RUNS)
def text(request):
    return "".join(render(RUNS[request.param](), Format.HTML))


def test_links_lead_somewhere_and_ids_are_unique(text):
    page = Page(text)
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value.removeprefix("#") for _, name, value in page.attributes if name == "href"} <= set(ids)
    named = [one for _, name, value in page.attributes if name == "aria-labelledby" for one in value.split()]
    assert set(named) <= set(ids)


def test_nothing_is_fetched_and_nothing_runs(text):
    page = Page(text)
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("src", "style", "srcset")]
    policy = next(value for tag, name, value in page.attributes if tag == "meta" and "default-src" in (value or ""))
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert "url(" not in style
    assert "@import" not in style


def test_headings_are_in_order(text):
    levels = [int(tag[1]) for tag in Page(text).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_scopes(text):
    page = Page(text)
    assert page.tags.count("caption") == page.tags.count("table")
    assert page.tags.count("th") == len([1 for tag, name, _ in page.attributes if (tag, name) == ("th", "scope")])
    assert ("html", "lang", "en") in page.attributes


def test_contrast_is_enough_to_read():
    """WCAG 2.2 SC 1.4.3: 4.5 to 1 for text, light, dark and in print."""
    style = re.search(r"<style>(.*?)</style>", "".join(render(nothing(), Format.HTML)), re.DOTALL)[1]
    palettes = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]+)", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    assert len(palettes) == 3
    for palette in palettes:
        for ink in ("ink", "soft", "accent", "critical", "high", "medium", "low", "good"):
            for paper in ("paper", "card", "wash"):
                assert _contrast(palette[ink], palette[paper]) >= 4.5, (ink, paper, palette)
        for line in ("easy", "middling", "hard"):
            assert _contrast(palette[line], palette["card"]) >= 3


def test_the_score_its_interval_and_its_proof_are_said():
    said = " ".join("".join(Page("".join(render(estate(), Format.HTML))).said).split())
    assert "3.6 of 100" in said
    assert "Between 1.9, if everything unseen fails, and 19.6" in said
    assert "Proven score 1.9" in said
    assert "not the chance of a breach" in said


def test_drawings_fit_their_width():
    for path in (NEXT, hostile().posture.path):
        run = hostile() if path is not NEXT else estate(posture=posture(NEXT, None))
        view = View(run)
        for style in (WIDE, NARROW):
            drawing = draw(view.route, style, view.listed, "1,204,332 records")
            heights = [stop.y for stop in drawing.stops]
            assert heights == sorted(heights)
            assert drawing.height > heights[-1]
            assert [hop.top for hop in drawing.hops] == heights[:-1]
            assert [hop.bottom for hop in drawing.hops] == heights[1:]


@pytest.mark.parametrize("text", ["a " * 200, "A" * 500, "漢字" * 200, "mixed WORDS and words " * 20, ""])
def test_wrapping_keeps_to_the_column(text):
    lines = wrapped(text, 40, 4)
    assert 1 <= len(lines) <= 4
    assert all(len(line) <= 40 for line in lines)
    assert len(lines) < 4 or lines[-1].endswith("…")


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour):
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
