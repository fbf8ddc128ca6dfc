"""An open incident, a notice begun in it, and what a form of it sends."""

import re
from dataclasses import dataclass

import pytest

from tests.library.noticetext.examples import template
from toolkit.core.notice import ANY
from toolkit.usecase.incident.opening import Opening, open_incident
from toolkit.usecase.incident.session import Said, look
from toolkit.usecase.notice.drafting import Beginning, Change, draft, set_values

HTMX = {"HX-Request": "true"}
OWN = {
    "contact_mail": "care@mango.example",
    "incident_page": "https://mango.example/incident",
    "data_protection_contact": "Data protection, privacy@mango.example",
}
"""In place of examples that lead to a foreign site, which the lint would stop."""


@dataclass
class Desk:
    """A notice at work."""

    view: object
    id: str = "people-full"

    @property
    def path(self):
        return f"/notices/{self.view.incident.id}/{self.id}/"

    @property
    def notice(self):
        return look(self.view.folder).incident.notices[self.id]

    def events(self, kind):
        return [one for one in look(self.view.folder).events if one.kind == kind]

    def marks(self, browser):
        """Every hidden mark of the page as it is now."""
        page = browser.get(self.path + "?edit=1").content.decode()
        return dict(re.findall(r'name="(was\.[^"]+)" value="([0-9a-f]*)"', page))

    def type(self, browser, field, /, marks=None, **words):
        """Save one field as a browser with scripts does. `words`: by language, or unknown=, until=, voiding=."""
        marks = self.marks(browser) if marks is None else marks
        sent = {name: value for name, value in marks.items() if name.startswith(f"was.{field}.")}
        for key, text in words.items():
            name = (
                key
                if key == "voiding"
                else f"{key}.{field}"
                if key in ("unknown", "until")
                else f"text.{field}.{key}"
            )
            sent[name] = text
        return browser.post(f"{self.path}field/{field}/", sent, headers=HTMX)

    def fill(self, by="cora"):
        """All that is missing, from the examples."""
        fields = template(self.notice.kind).fields
        values = {
            name: {ANY: OWN[name]}
            if name in OWN
            else {k: t for k, t in one.example.items() if k in (ANY, "en", "th")}
            for name, one in fields.items()
            if not one.merged
        }
        set_values(self.view.folder, self.id, Change(values=values), Said(by=by))


@pytest.fixture
def incident(house):
    """An open incident."""
    return open_incident(
        house.settings, Opening(playbook="exposed-bucket", title="Files <b>open</b>"), Said(by="rosa")
    )


@pytest.fixture
def begun(house, incident):
    """Its full letter, in English and Thai."""
    draft(house.settings, incident.folder, Beginning(kind="people-full", languages=("en", "th")), Said(by="cora"))
    return Desk(incident)


@pytest.fixture
def cora(visitor):
    return visitor("communications", name="cora")


@pytest.fixture
def bob(visitor):
    return visitor("communications", name="bob")
