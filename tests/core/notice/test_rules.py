"""One letter for several laws, or several letters; who must still say yes."""

from datetime import UTC, datetime

from tests.library.noticetext.examples import shipped
from toolkit.core.notice import Approval, Rules, Topic, clash, missing_approvals, split, withheld

LAWS = shipped().laws
AT = datetime(2026, 11, 25, tzinfo=UTC)


def yes(role, by):
    return Approval(role=role, by=by, at=AT, digest="x")


def test_no_letter_is_for_california_and_massachusetts_alike():
    why = clash(LAWS["us-ca"], LAWS["us-ma"])
    assert any("nature-of-breach" in words for words in why)
    assert any("heading" in words for words in why)
    assert set(clash(LAWS["us-ma"], LAWS["us-ca"])) == set(why)


def test_laws_that_agree_share_a_letter():
    together = split([LAWS[name] for name in ("us-ca", "us-ma", "th-pdpa", "eu-gdpr", "us-il", "us-hipaa")])
    assert [{one.id for one in letter} for letter in together] == [
        {"us-ca", "th-pdpa", "eu-gdpr", "us-il", "us-hipaa"},
        {"us-ma"},
    ]
    assert not split([])


def test_other_words_for_the_same_heading_need_another_letter():
    one = Rules(id="a", name="A", kinds=("x",), headings={"en": ("One",)}, title={"th": "ก"})
    other = Rules(id="b", name="B", kinds=("x",), headings={"en": ("Two",)}, title={"en": "T"})
    assert clash(one, other) == ("A and B give different words for the headings",)
    assert not clash(one, one)


def test_what_may_not_be_told():
    assert withheld([LAWS["us-ma"], LAWS["us-il"]]) == {Topic.NATURE, Topic.CAUSE, Topic.PEOPLE}


def test_every_role_and_two_people():
    roles = ("legal", "security", "communications")
    assert missing_approvals((), roles) == ("the yes of legal", "the yes of security", "the yes of communications")
    two = (yes("legal", "ana"), yes("security", "bob"))
    assert missing_approvals(two, roles) == ("the yes of communications",)
    assert not missing_approvals((*two, yes("communications", "bob")), roles)
    alone = tuple(yes(role, name) for role, name in zip(roles, ("Ana", " ana", "ANA "), strict=True))
    assert missing_approvals(alone, roles) == ("2 different people; so far 1",)
    assert missing_approvals((), ()) == ("2 different people; so far 0",)
