"""Law, language and channel of each person, and the reasons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.core.dispatch import Channel, Law, Letter, Person, choose, next_channel

MAIL, LETTER, SMS = Channel.MAIL, Channel.LETTER, Channel.SMS
GDPR = Law(id="eu-gdpr", places=("DE", "FR"))
CALIFORNIA = Law(id="us-ca", places=("US-CA",), channels=(LETTER, MAIL))
MASSACHUSETTS = Law(id="us-ma", places=("US-MA",), channels=(LETTER,), note="in writing", confirmed=False)
FEDERAL = Law(id="us-hipaa", places=("US",), channels=(LETTER, MAIL))
PLAIN = Letter(id="people", laws=("eu-gdpr", "us-ca", "us-hipaa"), languages=("en", "de", "th"))
SILENT = Letter(id="people-ma", laws=("us-ma",), languages=("en",))
LETTERS, LAWS = [PLAIN, SILENT], [GDPR, CALIFORNIA, MASSACHUSETTS, FEDERAL]


def person(**more):
    given = {
        "key": "1",
        "name": "Ana",
        "language": "en",
        "country": "DE",
        "mail": "a@example.org",
        "address": ("1 Way",),
    }
    return Person(**{**given, **more})


def only(who, letters=LETTERS, laws=LAWS):
    (one,) = choose(who, letters, laws)
    return one


def test_the_letter_that_keeps_their_law_in_their_language_by_their_channel():
    one = only(person(language="de-AT", wants=(LETTER,)))
    assert (one.letter, one.language, one.channel, one.laws) == ("people", "de", LETTER, ("eu-gdpr",))
    assert one.why == ("letter, as they chose",)


def test_two_laws_that_one_letter_keeps_are_one_letter():
    assert only(person(country="US", region="CA")).laws == ("us-ca", "us-hipaa")


def test_two_laws_that_no_letter_keeps_together_are_two_letters():
    first, second = choose(person(country="US", region="MA"), LETTERS, LAWS)
    assert (first.letter, second.letter) == ("people-ma", "people")
    assert first.channel is LETTER
    assert "us-ma is not confirmed" in first.why


def test_a_channel_that_the_law_does_not_take_gives_way_and_says_so():
    first, _ = choose(person(country="US", region="MA", wants=(MAIL,)), LETTERS, LAWS)
    assert first.channel is LETTER
    assert "they chose mail, which us-ma does not take: in writing" in first.why


def test_a_channel_without_an_address_gives_way():
    one = only(person(wants=(SMS, LETTER)))
    assert one.channel is LETTER
    assert one.why[0] == "they chose sms, for which there is no address"
    only_mail = only(person(address=(), wants=(LETTER,)))
    assert only_mail.channel is MAIL


def test_a_letter_that_is_not_made_for_a_channel():
    one = only(person(phone="+66 2 555", wants=(SMS,)))
    assert one.channel is MAIL
    assert "they chose sms, which the letter is not made for" in one.why


def test_nobody_is_left_out_for_want_of_a_law_or_a_language():
    one = only(person(country="KE", language="sw"))
    assert (one.letter, one.language, one.channel) == ("people", "en", MAIL)
    assert "no law of theirs is known to ask for it: told all the same" in one.why
    assert "the letter is not in sw: sent in en" in one.why


def test_a_law_that_no_letter_keeps_is_named():
    one = only(person(), letters=[SILENT])
    assert one.letter == "people-ma"
    assert "no letter keeps eu-gdpr: the first one is sent" in one.why


def test_no_channel_is_left():
    assert only(person(mail="", address=())).channel is None
    first, _ = choose(person(country="US", region="MA", address=()), LETTERS, LAWS)
    assert first.channel is None


def test_the_next_channel_leaves_out_what_failed():
    who = person(wants=(MAIL,))
    second = next_channel(only(who), who, PLAIN, LAWS, [MAIL])
    assert second.channel is LETTER
    assert "mail did not reach them" in second.why
    assert next_channel(second, who, PLAIN, LAWS, [MAIL, LETTER]).channel is None


def test_without_a_letter_nothing_is_chosen():
    with pytest.raises(ValueError, match="no letter"):
        choose(person(), [], LAWS)


channels = st.lists(st.sampled_from(list(Channel)), unique=True).map(tuple)


@given(
    wants=channels,
    mail=st.booleans(),
    address=st.booleans(),
    phone=st.booleans(),
    lawful=st.lists(channels, min_size=1, max_size=3),
    made=channels,
)
def test_a_channel_is_lawful_has_an_address_and_is_theirs_where_it_can_be(wants, mail, address, phone, lawful, made):
    who = person(mail="a@b.c" * mail, address=("x",) * address, phone="+1 234" * phone, wants=wants)
    laws = [Law(id=f"l{n}", places=("DE",), channels=one) for n, one in enumerate(lawful)]
    letter = Letter(id="x", laws=tuple(law.id for law in laws), languages=("en",), channels=made)
    (one,) = choose(who, [letter], laws)
    fit = [c for c in who.reachable() if c in made and all(c in law.channels for law in laws)]
    assert (one.channel in fit) if fit else (one.channel is None)
    theirs = [c for c in wants if c in fit]
    assert not theirs or one.channel is theirs[0]


def test_what_no_letter_keeps_or_says_in_their_language_can_be_counted():
    one = only(person(country="US", region="MA", language="sw"), letters=[PLAIN], laws=[MASSACHUSETTS])
    assert (one.unkept, one.foreign) == (("us-ma",), True)
    one = only(person())
    assert (one.unkept, one.foreign) == ((), False)


def test_a_channel_that_a_law_takes_on_wish_is_nobodys_by_default():
    law = Law(id="us-ca", places=("DE",), channels=(LETTER, MAIL), on_wish=(MAIL,))
    letter = Letter(id="l", laws=("us-ca",), languages=("en",))
    assert only(person(address=()), [letter], [law]).channel is None
    assert only(person(address=(), wants=(MAIL,)), [letter], [law]).channel is MAIL
    bounced = next_channel(only(person(wants=(MAIL,)), [letter], [law]), person(wants=(MAIL,)), letter, [law], [MAIL])
    assert bounced.channel is LETTER
