"""Values that are still to be given."""

from collections.abc import Iterator

from toolkit.core.notice.fault import Fault, Weight
from toolkit.library.noticelint.subject import Subject
from toolkit.library.noticetext import unresolved

RULE = "missing"


def missing(subject: Subject) -> Iterator[Fault]:
    """Nothing goes out with a gap in it."""
    for one in unresolved(subject.template, tuple(subject.documents), subject.values, subject.left_out()):
        phased = ", or say by when it will be known" if one.field.may_be_unknown else ""
        yield Fault(
            rule=RULE,
            weight=Weight.STOPS,
            language=one.language,
            what=f"{one.field.id} {one.why}",
            do=f"{one.field.given_by}: give {one.field.label[:1].lower()}{one.field.label[1:]}{phased}",
        )
