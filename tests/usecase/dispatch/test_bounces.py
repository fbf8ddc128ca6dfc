"""Reports of servers: ours, others', forged, twice."""

import mailbox
from email.message import EmailMessage

import pytest

from tests.usecase.dispatch.made import AT, RULES, loaded, person
from toolkit.core.dispatch import Channel, State
from toolkit.core.errors import UserError
from toolkit.store.notified import ledger
from toolkit.usecase.dispatch.bounces import bounces

REPORT = """From: MAILER-DAEMON@mx.example.org
To: notices@example.org
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

I am sorry.
--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Wed, 25 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; p1@example.org
Action: {action}
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such
 mailbox
--B
Content-Type: text/rfc822-headers

From: notices@example.org
Message-ID: <{message}>
--B--
"""
OURS = "notice-t1-1@example.org"


@pytest.fixture
def path(tmp_path):
    found = tmp_path / "told.db"
    loaded(found, [person(1, address=("1 Way",)), person(2)])
    with ledger(found) as book:
        for n in (1, 2):
            book.promise(n, f"notice-t1-{n}@example.org", "d", AT)
            book.settle(n, State.ACCEPTED, "250 taken", AT)
    return found


def report(tmp_path, name="r.eml", *, action="failed", message=OURS):
    place = tmp_path / "reports"
    place.mkdir(exist_ok=True)
    (place / name).write_text(REPORT.format(action=action, message=message))
    return place


def read(path, *places):
    with ledger(path) as book:
        return bounces(book, list(places), AT, RULES)


def test_what_came_back_goes_on_by_the_next_channel_once(path, tmp_path):
    place = report(tmp_path)
    assert read(path, place).bounced == 1
    assert read(path, place).bounced == 0
    with ledger(path) as book:
        first, second = book.of_person("c-1")
        assert first.state is State.BOUNCED
        assert first.answer == "250 taken (2026-11-25T09:00:00); came back: 5.1.1 smtp; 550 5.1.1 no such mailbox"
        assert (second.state, second.channel) == (State.PLANNED, Channel.LETTER)


def test_nobody_is_left_when_the_last_channel_comes_back(path, tmp_path):
    found = read(path, report(tmp_path, message="notice-t1-2@example.org"))
    assert (found.bounced, found.unreachable) == (1, 1)


def test_a_delay_changes_nothing_and_a_delivery_takes_a_doubt_away(path, tmp_path):
    with ledger(path) as book:
        book.promise(1, OURS, "d", AT)
    assert read(path, report(tmp_path, action="delayed")).delayed == 1
    with ledger(path) as book:
        assert [one.n for one in book.doubtful()] == [1]
    assert read(path, report(tmp_path, action="delivered")).delivered == 1
    with ledger(path) as book:
        assert list(book.doubtful()) == []


def test_what_is_no_report_or_not_ours_changes_nothing(path, tmp_path):
    place = report(tmp_path, message="notice-t1-99@example.org")
    report(tmp_path, "2.eml", message="other@example.org")
    plain = EmailMessage()
    plain.set_content(f"I am away. <{OURS}>")
    (place / "3.eml").write_bytes(plain.as_bytes())
    (place / "4.eml").write_bytes(b"\xff\x00" * 100)
    found = read(path, place)
    assert (found.unknown, found.bounced) == (4, 0)


def test_an_mbox_and_a_file_that_is_not_there(path, tmp_path):
    box = mailbox.mbox(tmp_path / "box")
    box.add(REPORT.format(action="failed", message=OURS))
    box.close()
    assert read(path, tmp_path / "box").bounced == 1
    with pytest.raises(UserError, match="No such file"):
        read(path, tmp_path / "nothing")
