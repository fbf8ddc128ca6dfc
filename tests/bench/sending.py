"""Mails to many through the ledger, beside bare smtplib handing in the same bytes. BENCH_MAILS sets how many."""

import os
import smtplib
import ssl
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from reports.notices.mails import Mails
from tests.bench.notices import HEAD, press, to
from tests.bench.table import Cost, cost, row, value
from tests.daemons.mailserver import PASSWORD, USER, MailServer, mail_server
from toolkit.collect.recipients import Row
from toolkit.core.dispatch import Channel, Law, Letter, Telling
from toolkit.store.notified import ledger
from toolkit.tell.mail import Relay
from toolkit.tell.post import Post
from toolkit.usecase.dispatch.people import Rules, load, plan
from toolkit.usecase.dispatch.sending import Sending

MAILS = int(os.environ.get("BENCH_MAILS", "1000"))
LIST = 100_000
RULES = Rules(
    letters=[Letter(id="people-full", laws=("eu-gdpr",), languages=("en",))], laws=[Law(id="eu-gdpr", places=("DE",))]
)
AT = datetime(2026, 11, 27, tzinfo=UTC)


def main() -> None:
    """Print what a mail costs here (set, promised, handed in, settled) and with smtplib alone; what a list costs."""
    mails = Mails(press("en"), "en", HEAD.name, HEAD.mail)

    def compose(one: Telling, message: str) -> bytes:
        fields = {"recipient_name": one.person.name, "recipient_reference": one.person.key}
        return mails.mail(fields, to(one.n, fields))

    with tempfile.TemporaryDirectory() as room, mail_server(Path(room) / "server") as server:
        path = Path(room) / "told.db"
        with ledger(path, make=True) as book:
            book.set_meta("campaign", "bench")
            load(book, rows(MAILS), "en")
            plan(book, RULES)
            raw = [compose(one, "x@example.com") for one in book.waiting(Channel.MAIL, most=MAILS)]
            bare = [_bare(server, raw[: MAILS // 2]), _bare(server, raw[MAILS // 2 :])]
            relay = Relay(
                server="127.0.0.1", port=server.port, user=USER, password=PASSWORD, ca_file=str(server.ca_file)
            )
            with cost() as ours, Post(relay) as post:
                sent = Sending(ledger=book, compose=compose, sender=HEAD.mail, domain="example.com", rules=RULES).run(
                    post
                )
        assert sent.accepted == MAILS, sent
        wall, cpu = sum(one.wall for one in bare), sum(one.cpu for one in bare)
        row(f"sending: {MAILS} mails, wall", ours.wall, wall, "s")  # two commits on the disk a mail
        row(f"sending: {MAILS} mails, our CPU", ours.cpu, cpu, "s")
        value("sending: a second", MAILS / ours.wall, "1/s")
        with ledger(Path(room) / "many.db", make=True) as book:
            with cost() as loaded:
                load(book, rows(LIST), "en")
            with cost() as planned:
                plan(book, RULES)
        value(f"sending: a list of {LIST:,} loaded, CPU", loaded.cpu, "s")
        value(f"sending: a list of {LIST:,} planned, CPU", planned.cpu, "s")


def rows(count: int):
    """People with an address."""
    for n in range(count):
        yield Row(n, {"key": f"K-{n}", "name": f"Person {n}", "country": "DE", "mail": f"p{n}@example.net"})


def _bare(server: MailServer, raw: list[bytes]) -> Cost:
    """What anybody would write with smtplib: one connection, one mail after the other."""
    with cost() as spent, smtplib.SMTP("127.0.0.1", server.port) as smtp:
        smtp.starttls(context=ssl.create_default_context(cafile=str(server.ca_file)))
        smtp.login(USER, PASSWORD)
        for one in raw:
            smtp.sendmail(HEAD.mail, ["a@example.net"], one)
    return spent


if __name__ == "__main__":
    main()
