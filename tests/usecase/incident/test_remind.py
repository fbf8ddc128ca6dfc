"""Reminders: once each, to the role's contacts, through the organisation's own relay."""

from dataclasses import replace

import pytest

from tests.usecase.incident.books import T0, Watch, by, opened
from toolkit.config.settings import AlertSettings, MailSettings
from toolkit.core.contact import Contact
from toolkit.core.errors import UserError
from toolkit.core.incident import Kind
from toolkit.tell.trouble import NotSent
from toolkit.usecase.incident.remind import remind, shown
from toolkit.usecase.incident.session import look
from toolkit.usecase.incident.steps import assign

HOW = MailSettings(server="mail.example.org", sender="a@example.org", recipients=("all@example.org",))


@pytest.fixture
def watch():
    return Watch()


@pytest.fixture
def place(tmp_path, watch):
    settings, folder = opened(tmp_path, watch, values={"bucket": "b"})
    contacts = (Contact(name="Hana", role="hand", mail="hana@example.org"), Contact(name="P", role="hand", phone="1"))
    inventory = replace(settings.inventory, contacts=contacts)
    return replace(settings, inventory=inventory, alert=AlertSettings(mail=HOW)), folder


def test_a_reminder_goes_out_once(place, watch):
    settings, folder = place
    sent = []
    send = lambda letter, relay: sent.append(letter) or ""  # noqa: E731
    assert remind(settings, folder, clock=watch, send=send) == ()
    watch.on(minutes=9)
    assert [one.due.key for one in shown(look(folder, watch))] == ["see"]
    (one,) = remind(settings, folder, clock=watch, send=send)
    assert one.sent_to == ("hana@example.org",)
    assert "step see is due 2026-11-25 09:10 UTC" in sent[0].subject
    assert remind(settings, folder, clock=watch, send=send) == ()
    assert len(sent) == 1
    assert look(folder).events[-1].kind is Kind.REMINDED
    assign(folder, "see", by(), due=T0.replace(minute=5), clock=watch)
    remind(settings, folder, clock=watch, send=send)
    assert "was due 2026-11-25 09:05" in sent[1].subject, "another time, another reminder"
    assert sent[0].id != sent[1].id


def test_one_that_was_not_sent_is_said_and_tried_again(place, watch):
    settings, folder = place
    watch.on(minutes=9)

    def refuse(*_):
        raise NotSent("the relay is away")

    (one,) = remind(settings, folder, clock=watch, send=refuse)
    assert (one.sent_to, one.words) == ((), "not sent: the relay is away")
    (one,) = remind(settings, folder, clock=watch, send=lambda *_: "")
    assert one.sent_to


def test_where_the_role_has_no_address_those_hear_who_hear_of_alerts(place, watch):
    settings, folder = place
    watch.on(minutes=9)
    nobody = replace(settings, inventory=replace(settings.inventory, contacts=()))
    (one,) = remind(nobody, folder, clock=watch, send=lambda *_: "")
    assert one.sent_to == ("all@example.org",)


def test_without_a_relay_it_is_said(place, watch):
    settings, folder = place
    with pytest.raises(UserError, match=r"alert\.mail: is missing"):
        remind(replace(settings, alert=AlertSettings()), folder, clock=watch)
