"""Nothing of the estate or of what was found in it gets out, whatever it is called."""

import json
import re
from dataclasses import fields, is_dataclass, replace

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from tests.usecase.trust.made import INVENTORY, everything, finding, quick, settings, stated, stuff
from toolkit.core.inventory import Account, Inventory, Network, Server, Store, StoreKind, Zone
from toolkit.core.registers import Group, Vendor
from toolkit.core.verdict import Outcome
from toolkit.usecase.trust.leaks import Fence

HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% if x %}",
    "\u202egnp.exe",
    "**bold** [x](https://evil.example.org)",
    "http://evil.example.org",
    "= cmd|' /C calc'!A0",
    "\x1b[31mred",
    "ส่วนลด 100%",
    "we are unbreakable",
)


@pytest.fixture(autouse=True)
def letters(monkeypatch):
    quick(monkeypatch)


def names(one):
    """Every text in the inventory, but what customers may read: purposes, countries."""
    if isinstance(one, str):
        yield one
    elif isinstance(one, tuple):
        for part in one:
            yield from names(part)
    elif is_dataclass(one):
        for field in fields(one):
            if field.name not in ("purpose", "people", "data_class", "kind", "state", "element", "scan", "ports"):
                yield from names(getattr(one, field.name))


def every_name(inventory):
    return {name for name in names(inventory) if len(name) > 2}


def test_no_name_of_the_estate_is_in_the_statement(tmp_path):
    secret = every_name(INVENTORY) - {"customers", "orders"}  # plain words, in purposes as well
    assert {"db1.internal.example.net", "10.20.30.40", "acme-exports-2024", "Lena Vogt", "Mailer Ltd"} <= secret
    for language in ("en", "th"):
        said = json.loads(stated(tmp_path, language=language).bytes)
        for text in (said["text"], said["page"]):
            assert not [name for name in secret if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]
            assert not re.search(r"hermes|kiosk|sshd|CVE|score|finding", text)


@pytest.mark.parametrize("wicked", HOSTILE)
def test_hostile_names_do_not_get_out(wicked, tmp_path):
    """Names and evidence that would steer a page, if any of them were ever printed."""
    inventory = replace(
        INVENTORY,
        servers=(replace(INVENTORY.servers[0], host=wicked, user=wicked), INVENTORY.servers[1]),
        networks=(Network(name=wicked, ranges=("10.20.30.0/24",)),),
        zones=(Zone(name=wicked),),
        groups=(Group(name=wicked, people=40),),
        vendors=(Vendor(name=wicked),),
    )
    found = (*everything(), finding("updates-pending", "hermes", wicked, Outcome.PASS, evidence=wicked))
    said = json.loads(stated(tmp_path, found, inventory=inventory).bytes)
    assert wicked not in said["text"]
    assert wicked not in said["page"]
    assert "<script" not in said["page"]
    assert said["page"].count("http-equiv") == 1


@pytest.mark.parametrize(
    "purpose",
    [
        "orders through hermes",
        "orders through HERMES",
        "orders through \uff48\uff45\uff52\uff4d\uff45\uff53",
        "orders kept on db1.internal.example.net",
        "ส่งสินค้าจากdb1.internal.example.netทุกวัน",
        "orders at 10.20.30.40",
        "orders at 2001:db8::1:2",
        "orders in acme-exports-2024",
        "orders sent by Mailer Ltd",
        "ask Lena Vogt",
        "call +41 79 000 11 22",
        "kept in prod-7",
        "with deploy-ssh",
        "in the dmz-1",
        "on PostgreSQL 14.2",
        "on postgresql",
        "despite CVE-2026-1234",
        "for 90000 people",
        "for dataset:cards",
        "until ssh-root-login is mended",
        "<b>orders</b> of the office-lan",
    ],
)
def test_a_purpose_that_names_any_of_it_is_not_said(purpose, tmp_path):
    found = tuple(replace(one, evidence=purpose) if one.evidence == "payments" else one for one in everything())
    found = (*found, finding("ssh-root-login", "hermes", "sshd", Outcome.FAIL))
    made = stated(tmp_path, found)
    assert purpose not in json.loads(made.bytes)["text"]
    assert [one for one in made.statement.refused if one.claim.id == "purpose_known"]


@pytest.mark.parametrize("purpose", ["selling on the web", "orders", "customers' orders", "care & advice <for> all"])
def test_plain_words_may_be_said(purpose, tmp_path):
    """A dataset is called customers, a store orders: words that everybody uses."""
    inventory = replace(INVENTORY, zones=(Zone(name="web"),))
    found = tuple(replace(one, evidence=purpose) if one.evidence == "payments" else one for one in everything())
    made = stated(tmp_path, found, inventory=inventory)
    assert f"- {purpose}\n" in json.loads(made.bytes)["text"]
    assert "<for>" not in json.loads(made.bytes)["page"]


def test_what_the_organisation_says_of_itself_is_no_leak(tmp_path):
    """Its website may be a server of the inventory, its name a vendor's."""
    inventory = replace(
        INVENTORY,
        servers=(*INVENTORY.servers, Server(name="www.example.com", host="www.example.com")),
        vendors=(*INVENTORY.vendors, Vendor(name="Siam Example")),
    )
    assert stated(tmp_path, inventory=inventory).statement.made


NAMES = st.from_regex(r"[a-z]{2,8}[-_.0-9][a-z0-9]{1,12}", fullmatch=True)


@given(NAMES, st.sampled_from(["server", "host", "account", "bucket", "network", "zone", "store", "group", "vendor"]))
@effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_that_reads_like_a_machines_is_found_in_any_text(tmp_path, name, kind):
    made = {
        "server": lambda: Inventory(servers=(Server(name=name),)),
        "host": lambda: Inventory(servers=(Server(name="x", host=name),)),
        "account": lambda: Inventory(accounts=(Account(name=name),)),
        "bucket": lambda: Inventory(stores=(Store(name="x", kind=StoreKind.BUCKET, account="y", bucket=name),)),
        "network": lambda: Inventory(networks=(Network(name=name),)),
        "zone": lambda: Inventory(zones=(Zone(name=name),)),
        "store": lambda: Inventory(stores=(Store(name=name, kind=StoreKind.FILES, server="x"),)),
        "group": lambda: Inventory(groups=(Group(name=name, people=9),)),
        "vendor": lambda: Inventory(vendors=(Vendor(name=name),)),
    }[kind]()
    fence = Fence(settings(tmp_path, made), (), stuff().claims.never.words)
    text = f"We keep it on {name.upper()}, as always."
    assert [leak for leak in fence.found(text, "purpose") if leak.text == name]
    assert [leak for leak in fence.found(text, "") if leak.text == name]
