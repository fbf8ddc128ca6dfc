"""An incident with a notice in it, its values those of the examples."""

from dataclasses import replace

from tests.library.noticetext.examples import template
from tests.usecase.incident.books import by, opened
from toolkit.config.settings import NoticeSettings, OrganisationSettings
from toolkit.core.contact import Contact
from toolkit.core.notice import ANY
from toolkit.usecase.incident.session import look
from toolkit.usecase.notice.approving import approve
from toolkit.usecase.notice.drafting import Beginning, Change, draft, set_values
from toolkit.usecase.notice.seen import see
from toolkit.usecase.notice.shelf import library

ORGANISATION = OrganisationSettings(
    name="Siam Example",
    address="99 Example Road, Bangkok",
    phone="+66 2 555 0100",
    mail="help@example.com",
    website="https://www.example.com/breach",
    domains=("example.com",),
    data_protection_contact="DPO, dpo@example.com",
    zone="Asia/Bangkok",
)
REVIEWS = (("legal", "lena"), ("security", "sam"), ("communications", "lena"))


def place(tmp_path, watch, **organisation):
    """Settings and the folder of an incident."""
    settings, folder = opened(tmp_path, watch)
    contacts = (Contact(name="Lena", role="legal", mail="l@example.com"),)
    return replace(
        settings,
        organisation=replace(ORGANISATION, **organisation),
        notices=NoticeSettings(languages=("en", "th")),
        inventory=replace(settings.inventory, contacts=contacts),
    ), folder


def everything(kind, *, leave=()):
    """A change that gives the example of every field."""
    return Change(
        values={
            name: {key: text for key, text in field.example.items() if key in (ANY, "en", "th")}
            for name, field in template(kind).fields.items()
            if not field.merged and name not in leave
        }
    )


def written(tmp_path, watch, kind="people-full", *, laws=(), id="", **organisation):
    """The same with a notice that lacks nothing but its approvals."""
    settings, folder = place(tmp_path, watch, **organisation)
    draft(settings, folder, Beginning(kind=kind, laws=laws, id=id), by(), clock=watch)
    set_values(folder, id or kind, everything(kind), by(), clock=watch)
    return settings, folder


def approved(settings, folder, watch, id="people-full"):
    """Everybody says yes."""
    for role, name in REVIEWS:
        view = approve(settings, folder, id, by(name), role=role, clock=watch)
    return view


def seen(settings, folder, id="people-full"):
    return see(settings, folder, look(folder).incident, id, library(settings))
