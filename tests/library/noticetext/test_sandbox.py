"""A template edited by a hostile hand, or a clumsy one: refused before anything of it runs."""

import pytest

from tests.library.noticetext.examples import template
from toolkit.library.noticetext import faults

FIELDS = template("people-full").fields

ESCAPES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ signed_by.__class__ }}",
    "{{ signed_by.__init__.__globals__['os'].popen('id').read() }}",
    "{{ signed_by['__class__'] }}",
    "{{ signed_by|attr('__class__') }}",
    "{{ self._TemplateReference__context }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum() }}",
    "{{ namespace(x=1) }}",
    "{{ range(10**9) }}",
    "{{ 'a' * 10**9 }}",
    "{{ 10**10**10 }}",
    "{{ 1 + 1 }}",
    "{{ '%s' % signed_by }}",
    "{{ signed_by ~ signed_by }}",
    "{{ 'text' }}",
    "{{ [signed_by] }}",
    "{{ {'a': signed_by} }}",
    "{{ signed_by if reference else signed_by }}",
    "{{ signed_by == 'x' }}",
    "{% set x = signed_by %}",
    "{% include '/etc/passwd' %}",
    "{% import 'x' as y %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    "{% block a %}{% endblock %}",
    "{% macro m() %}{% endmacro %}",
    "{% call signed_by() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with a = 1 %}{% endwith %}",
    "{% raw %}{{ x }}{% endraw %}{{ signed_by.x }}",
    "{% autoescape true %}{% endautoescape %}",
    "{% for a in data_types recursive %}{{ loop(a) }}{% endfor %}",
    "{% for a in data_types %}{% for b in self_help %}{{ b }}{% endfor %}{% endfor %}",
    "{% for a in data_types %}{{ loop.index }}{% endfor %}",
    "{% for a in data_types if a %}{{ a }}{% endfor %}",
    "{% for a in data_types %}{{ a }}{% else %}x{% endfor %}",
    "{% for a, b in data_types %}{{ a }}{% endfor %}",
    "{% for signed_by in data_types %}{{ signed_by }}{% endfor %}",
    "{% for a in signed_by %}{{ a }}{% endfor %}",
    "{% for a in range(9) %}{{ a }}{% endfor %}",
    "{% if signed_by is defined %}x{% endif %}",
    "{% if signed_by is callable %}x{% endif %}",
    "{% if signed_by is sameas reference %}x{% endif %}",
    "{% if reference in data_types %}x{% endif %}",
    "{% if signed_by.x is known %}x{% endif %}",
    "{% if 1 %}x{% endif %}",
    "{{ nobody_declared_this }}",
    "{{ loop }}",
    "{{ caller() }}",
    "{{",
    "{% if signed_by %}",
    "{% endif %}",
    "{% if signed_by\n%}x{% endif %}",
    "{{ what_happened }} and more",
    "- {{ what_happened }}",
    "{{ data_types }}",
    "mark \ue000signed_by\ue001",
    "\u202eturned",
    "bell \x07",
    "x" * 70_000,
    "{% if signed_by %}" * 3000 + "{% endif %}" * 3000,
]


@pytest.mark.parametrize("text", ESCAPES, ids=lambda text: text[:50])
def test_it_is_refused_with_its_line(text):
    found = list(faults(f"fine\n{text}", FIELDS))
    assert found, "it got through"
    assert all(line >= 1 and words for line, words in found)


def test_the_line_is_the_one_to_mend():
    ((line, words),) = faults("# Title\n\ngood {{ signed_by }}\n\nbad {{ signed_by.x }}\n", FIELDS)
    assert line == 5
    assert "getattr" in words


@pytest.mark.parametrize(
    "text",
    [
        "{{ signed_by }}",
        "{% if signed_by and not police or rights %}x{% elif reference %}y{% else %}z{% endif %}",
        "{% if how_protected is known %}x{% endif %}{% if data_types is unknown %}y{% endif %}",
        "{% for one in data_types %}\n- {{ one }}\n{% endfor %}",
        "{# a remark #}",
    ],
)
def test_what_a_notice_needs_is_let_through(text):
    assert not list(faults(text, FIELDS))
