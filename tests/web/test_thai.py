"""Every word of a page has its Thai, and a page in Thai is Thai: headings, language, days with both calendars."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path

import allauth
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir, extract_from_file
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import reports
import toolkit.web
from tests.web.visible import unwrapped, unwrapped_django

WEB = Path(toolkit.web.__file__).parent
REPORTS = Path(reports.__file__).parent / "templates"
"""Parts of theirs are shown in pages."""
LOCALE = WEB / "locale"
PO = LOCALE / "th" / "LC_MESSAGES" / "django.po"
THAI = re.compile(r"[\u0e00-\u0e7f]")
PLACES = re.compile(r"%\(\w+\)[a-z]|%[sd]|{\w+}")
OURS = sorted((WEB / "templates").rglob("*.html"))
DOORS = sorted((WEB / "accounts" / "templates").rglob("*.html"))


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale="th", domain="django")


def collected() -> Catalog:
    """As `make messages` collects."""
    found = Catalog()
    with (LOCALE / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = {**DEFAULT_KEYWORDS, "gettext_lazy": None}
    for room in (WEB, REPORTS):
        for path, line, words, _comments, context in extract_from_dir(room, methods, options, keywords):
            found.add(words, locations=[(path, line)], context=context)
    return found


def words(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """What is said, singular and plural, with its Thai; before it the context that tells it from its like."""
    return {(one.context or "", *_forms(one.id)): _forms(one.string) for one in catalogue if one.id}


def _forms(said) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said or ())


def test_every_word_is_there_and_none_besides(catalogue):
    there, asked = set(words(catalogue)), set(words(collected()))
    assert len(asked) > 200
    assert there == asked, "make messages, then give the Thai of what is new"


def test_every_word_has_its_thai(catalogue):
    without = [said for said, thai in words(catalogue).items() if not thai or not all(thai)]
    assert not without
    assert not [one.id for one in catalogue if one.id and one.fuzzy]
    assert not [said for said, thai in words(catalogue).items() if not all(map(THAI.search, thai))]


def test_what_is_put_into_a_sentence_is_put_into_its_thai(catalogue):
    for said, thai in words(catalogue).items():
        for one in thai:
            assert sorted(PLACES.findall(one)) == sorted(PLACES.findall(said[-1])), said


def test_what_the_doors_say_is_what_allauth_says(catalogue):
    """A sentence that allauth words anew falls back to its own Thai; this says so."""
    theirs = Path(allauth.__file__).parent / "locale" / "th" / "LC_MESSAGES" / "django.po"
    with theirs.open("rb") as file:
        asked = set(words(read_po(file, locale="th")))
    said = Catalog()
    path = WEB / "accounts" / "said.py"
    for line, one, _comments, context in extract_from_file("python", path, DEFAULT_KEYWORDS):
        said.add(one, locations=[(path.name, line)], context=context)
    assert len(said) > 50
    assert set(words(said)) <= asked


def test_the_compiled_catalogue_is_that_of_the_words(catalogue):
    made = io.BytesIO()
    write_mo(made, catalogue)
    assert PO.with_suffix(".mo").read_bytes() == made.getvalue(), "make messages"


@pytest.mark.parametrize("path", OURS, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_no_template_says_what_cannot_be_translated(path):
    assert not unwrapped(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", DOORS, ids=lambda path: path.name)
def test_no_door_says_what_cannot_be_translated(path):
    assert not unwrapped_django(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        "<p>Plain words</p>",
        "{% if a %}<b>one</b>{% else %}{{ _('two') }}{% endif %}",
        "<p>{{ 'good' if a else b }}</p>",
        "<p>{{ a or 'nothing' }}</p>",
        '<a title="Words {{ a }}">{{ b }}</a>',
        '<button data-ask="Really?">{{ _("Go") }}</button>',
        '{{ parts.field("name", "What it is", a) }}',
        "{% block content %}words{% endblock %}",
        "{% macro m() %}<i>inside</i>{% endmacro %}",
    ],
)
def test_words_outside_are_seen(source):
    assert unwrapped(source)


@pytest.mark.parametrize(
    "source",
    [
        "<h1>{{ _('Words') }} {{ name }}</h1>",
        '<p class="{{ "good" if a else "high" }}" id="x">{{ a }} · {{ b }} → {{ _("c") }}</p>',
        '<{{ tag }} lang="en"><a href="/">{{ a }}</a></{{ tag }}>',
        "<code>breachready scan</code><a>breachready</a><script>let a = 1</script>",
        "<p>{{ a|join(' and ') }} {{ url('page', id=a) }}</p>",
        '<option value="x"{% if a %} selected{% endif %}>{{ a }}</option>',
    ],
)
def test_what_is_no_word_is_let_be(source):
    assert not unwrapped(source)


@pytest.fixture(autouse=True)
def _in_english_after():
    """The test client leaves the language of its last request behind."""
    yield
    from django.utils import translation

    translation.deactivate()


def in_thai(browser):
    from django.conf import settings

    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "th"
    return browser


@pytest.mark.parametrize(
    ("role", "address", "status"),
    [
        ("", "/account/login/", 200),
        ("engineer", "/library/", 200),
        ("engineer", "/readiness/", 200),
        ("engineer", "/people/roles/", 200),
        ("engineer", "/account/factors/", 200),
        ("responder", "/incidents/", 200),
        ("communications", "/notices/", 200),
        ("administrator", "/people/", 200),
        ("administrator", "/people/trail/", 200),
        ("viewer", "/incidents/", 403),
        ("viewer", "/nowhere/", 404),
    ],
)
def test_pages_in_thai(visitor, role, address, status):
    answer = in_thai(visitor(*([role] if role else []))).get(address)
    page = answer.content.decode()
    assert answer.status_code == status
    assert '<html lang="th">' in page
    headings = re.findall(r"<h[12][^>]*>(.*?)</h[12]>", page, re.DOTALL)
    assert headings
    assert THAI.search(headings[0])
    assert THAI.search(re.search(r"<title>(.*?)</title>", page, re.DOTALL)[1])


def test_what_stays_english_says_so(visitor):
    """Or a screen reader speaks it as Thai."""
    page = in_thai(visitor("engineer")).get("/readiness/").content.decode()
    assert re.search(r'<div lang="en"><p class="says">Readiness \d', page)


def test_moments_in_thai_carry_both_calendars(visitor):
    browser = visitor("administrator")
    browser.post("/people/", {"username": "grace", "role": ["viewer"]})
    page = in_thai(browser).get("/people/trail/").content.decode()
    year = datetime.now(UTC).year
    assert f"{year + 543} ({year})" in page
    assert str(year + 543) not in visitor("administrator").get("/people/trail/").content.decode()


def test_what_a_person_chose_is_kept(visitor):
    browser = visitor("viewer")
    browser.post("/language/", {"language": "th", "next": "/library/"})
    assert '<html lang="th">' in browser.get("/library/").content.decode()


def test_every_member_of_a_vocabulary_that_pages_show_has_its_word():
    from django.utils import translation

    from toolkit.web import vocabulary

    with translation.override("th"):
        for kind in vocabulary.KINDS:
            for one in kind:
                assert THAI.search(vocabulary.called(one)), one
