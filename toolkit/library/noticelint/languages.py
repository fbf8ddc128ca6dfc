"""Every language version says the same."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from toolkit.core.notice import FieldType
from toolkit.core.notice.fault import Fault, Weight
from toolkit.library.noticelint.subject import Subject

_NUMBER = re.compile(r"\d+(?:[,.]\d{3})*")
_OWN_TO_A_LANGUAGE = frozenset({"agencies", "rights"})
"""Fields that may rightly name other things in another language."""


def same_fields(subject: Subject) -> Iterator[Fault]:
    """What one version shows, all show."""
    for one, other in combinations(subject.documents, 2):
        for here, there in ((one, other), (other, one)):
            for name in sorted(subject.documents[here].fields - subject.documents[there].fields):
                yield Fault(
                    rule="languages",
                    weight=Weight.STOPS,
                    language=there,
                    what=f"{name} is told in {here} and not in {there}",
                    do=f"print {{{{ {name} }}}} in the template for {there} too",
                )


def same_headings(subject: Subject) -> Iterator[Fault]:
    """As many headings, over the same fields."""
    for one, other in combinations(subject.documents, 2):
        ours, theirs = (subject.documents[code].headings for code in (one, other))
        if len(ours) != len(theirs):
            yield Fault(
                rule="languages",
                weight=Weight.STOPS,
                language=other,
                what=f"has {len(theirs)} headings, {one} has {len(ours)}",
                do="give both the same headings in the same order",
            )


def same_numbers(subject: Subject) -> Iterator[Fault]:
    """What people typed names the same numbers in each language; years are those of each language's era."""
    for name, field in subject.template.fields.items():
        value = subject.values.get(name)
        if field.type not in (FieldType.PROSE, FieldType.LIST) or value is None or name in _OWN_TO_A_LANGUAGE:
            continue
        given = [code for code in subject.documents if value.of(code)]
        for one, other in combinations(given, 2):
            ours, theirs = (_numbers(value.of(code), subject.languages[code].year_offset) for code in (one, other))
            if ours != theirs:
                differing = sorted(((ours - theirs) + (theirs - ours)).elements())
                yield Fault(
                    rule="languages",
                    weight=Weight.ASKS,
                    language=other,
                    what=f"{name} has other numbers in {other} than in {one}: {', '.join(map(str, differing))}",
                    do="make both say the same",
                )


def _numbers(text: str, offset: int) -> Counter[int]:
    found = [int(re.sub(r"[,.]", "", one)) for one in _NUMBER.findall(text)]
    return Counter(one - offset if offset and 1900 + offset <= one <= 2200 + offset else one for one in found)
