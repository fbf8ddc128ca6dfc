"""People, letters and laws to try with."""

from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

from toolkit.core.dispatch import Channel, Law, Letter, Person
from toolkit.store.notified import ledger
from toolkit.usecase.dispatch.people import Rules, plan

AT = datetime(2026, 11, 25, 9, tzinfo=UTC)
LAW = Law(id="eu-gdpr", places=("DE",))
LETTER = Letter(id="people-full", laws=("eu-gdpr",), languages=("en", "de"), channels=tuple(Channel))
RULES = Rules(letters=[LETTER], laws=[LAW])


def person(n, **more):
    given = {"key": f"c-{n}", "name": f"Person {n}", "language": "en", "country": "DE", "mail": f"p{n}@example.org"}
    return Person(**{**given, **more})


def compose(one, message):
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Notices <notices@example.org>"
    mail["To"] = one.person.mail
    mail["Subject"] = "What happened"
    mail["Message-ID"] = f"<{message}>"
    mail.set_content(f"Dear {one.person.name}\n.\n..dots\n")
    return mail.as_bytes()


def loaded(path, people, rules=RULES):
    """A ledger with these people, planned."""
    with ledger(path, make=True) as book:
        book.set_meta("campaign", "t1")
        book.load(enumerate(people, 2))
        plan(book, rules)
