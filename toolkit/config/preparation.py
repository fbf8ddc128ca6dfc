"""Whether contacts and what is declared as prepared make sense."""

import re
from collections.abc import Iterator

from toolkit.core.contact import Contact
from toolkit.core.readiness import Prepared
from toolkit.score.readiness.demands import shipped

ID = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")


def contact_problems(contact: Contact) -> Iterator[tuple[str, str]]:
    """What is wrong with one entry: key and what was expected."""
    if not contact.name.strip():
        yield "name", "expected a name, or that of a desk"
    if not ID.match(contact.role):
        yield "role", 'expected a role as playbooks call it, as in "incident-lead"'
    if not (contact.phone or contact.mail or contact.other):
        yield "phone", "expected at least one of phone, mail, other"
    for key in ("name", "phone", "mail", "other"):
        if not getattr(contact, key).isprintable():
            yield key, "has letters that cannot be printed"


def prepared_problems(entry: Prepared, stores: set[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with one entry: key and what was expected."""
    declared = [one.id for one in shipped().element if one.proof in ("prepared", "playbook")]
    if entry.element not in declared:
        yield "element", f"expected one of {', '.join(declared)}"
    if entry.element == "playbook" and not entry.scenario:
        yield "scenario", "expected the playbook's id"
    if entry.scenario and not ID.match(entry.scenario):
        yield "scenario", 'expected the id of a playbook, as in "exposed-bucket"'
    for index, name in enumerate(entry.stores):
        if name not in stores:
            yield f"stores[{index}]", f"no store is called {name!r}"
