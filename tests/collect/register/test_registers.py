"""Registers as HR systems and people write them: right, wrong and hostile. What is not said is unread, never good."""

from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.data import places, purpose, rehearsal
from checks.people import access, awareness, vendors
from toolkit.collect.register import RegisterSettings, jobs, rows
from toolkit.collect.register.exercises import exercised
from toolkit.collect.register.places import Places
from toolkit.collect.register.read import KINDS, read_register
from toolkit.collect.runner import collect
from toolkit.collect.trouble import Unreadable
from toolkit.core.check import Check
from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.core.inventory import DataClass, Dataset, Inventory, Server, Store, StoreKind
from toolkit.core.readiness import Prepared, State
from toolkit.core.registers import (
    DatasetRecord,
    Group,
    LawfulBasis,
    Phishing,
    Register,
    RegisterKind,
    SecondFactor,
    Vendor,
)
from toolkit.core.target import Family, Target
from toolkit.core.verdict import Outcome
from toolkit.evaluate import evaluate
from toolkit.facts import register as facts

TODAY = date(2026, 11, 25)
MODULES = (access, awareness, vendors, purpose, places, rehearsal)
CHECKS = [one for module in MODULES for one in vars(module).values() if isinstance(one, Check)]
CHECKS = [one for one in CHECKS if one.family is Family.REGISTER]
HOUSE = Inventory(
    servers=(Server(name="web1"),),
    stores=(Store(name="crm", kind=StoreKind.DATABASE, server="web1"),),
    datasets=(Dataset(name="customers", data_class=DataClass.PERSONAL, stores=("crm",)),),
)
GOOD = """\
name,people,owner,grants,second_factor,trained_on,joined_untrained,phishing_on,phishing_sent,phishing_clicked,\
phishing_reported,leavers_with_access,shared_accounts,reviewed_on
support,40,head of support,server:web1; store:crm,passkey,2026-06-01,0,2026-09-01,400,10,200,0,0,2026-10-01
"""


def file(tmp_path: Path, text: str | bytes, name: str = "people.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def seen(tmp_path: Path, text: str, kind: RegisterKind = RegisterKind.PEOPLE) -> list[Seen]:
    path = file(tmp_path, text)
    register = Register(name="r", kind=kind, file=path.name, updated_on=date(2026, 11, 1))
    return list(read_register(HOUSE, register, tmp_path, TODAY, Places.of(HOUSE)))


def outcomes(of: list[Seen]) -> dict[str, Outcome]:
    findings = evaluate(Target(Family.REGISTER, "r"), of, CHECKS, observed_at=datetime(2026, 11, 25, tzinfo=UTC))
    return {one.check: one.outcome for one in findings}


def test_a_group_in_order_passes_everything(tmp_path: Path) -> None:
    found = outcomes(seen(tmp_path, GOOD))
    assert set(found.values()) == {Outcome.PASS, Outcome.NOT_APPLICABLE}
    assert found["training-overdue"] is Outcome.PASS


def test_every_check_answers_for_every_kind_of_register(tmp_path: Path) -> None:
    for kind in RegisterKind:
        assert outcomes(
            seen(tmp_path, "name,people\n" if kind is RegisterKind.PEOPLE else "name\n", kind)
        ).keys() == {one.id for one in CHECKS}


def test_a_column_that_is_left_out_is_unknown_and_names_itself(tmp_path: Path) -> None:
    found = seen(tmp_path, "name,people\nsupport,40\n")
    reasons = {one.kind: one.reason for one in found if isinstance(one, Unread)}
    assert reasons[facts.Training] == "the register does not say: trained_on"
    assert outcomes(found)["training-overdue"] is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no header"),
        ("nmae,people\n", "did you mean name?"),
        ("name,people,email\n", "names persons; registers hold groups and numbers only"),
        ("name,name\n", "names a column twice"),
        ("name,people\nsupport\n", "line 2: has 1 cells, the header has 2"),
        ("name,people\nsupport,many\n", "line 2: column people: expected a whole number from 0, not 'many'"),
        ("name,people\nsupport,-4\n", "column people: expected a whole number"),
        ("name,people\nsupport,NaN\n", "column people: expected a whole number"),
        ("name,people\nsupport,99999999999999999\n", "column people: expected a whole number"),
        ("name,people\n,4\n", "column name: is empty and is needed"),
        ("name,people\na,4\na,5\n", "column name: 'a' stands at people.csv, line 2 already"),
        ("name,people\n=cmd|' /C calc'!A0,4\n", "begins like a formula"),
        ("name,people\n@SUM(1),4\n", "begins like a formula"),
        ("name,people,trained_on\na,4,01.02.2026\n", "column trained_on: expected a date as in 2026-11-25"),
        ("name,people,second_factor\na,4,magic\n", "expected one of none, sms, push, totp, passkey"),
        ("name,people,phishing_sent\na,4,10\n", "all four or none"),
        (
            "name,people,phishing_on,phishing_sent,phishing_clicked,phishing_reported\na,4,2026-01-01,1,2,0\n",
            "cannot be more than phishing_sent",
        ),
        ('name,people\n"a,4\n', "is no CSV that can be read"),
    ],
)
def test_a_wrong_file_says_file_row_column_and_what_was_expected(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Unreadable) as no:
        rows.groups(file(tmp_path, text))
    assert said in str(no.value)
    assert "people.csv" in str(no.value)


def test_a_file_that_cannot_be_read_leaves_everything_unknown(tmp_path: Path) -> None:
    house = Inventory(registers=(Register(name="r", kind=RegisterKind.PEOPLE, file="gone.csv"),))
    how = RegisterSettings(beside=tmp_path, today=lambda: TODAY)
    (got,) = collect(jobs(house, house, frozenset({Fact}), how))
    assert set(outcomes(list(got.seen)).values()) == {Outcome.UNKNOWN}
    assert not any(isinstance(one, Unread) and one.fault for one in got.seen)


def test_bytes_that_are_no_text_and_files_too_large(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="not UTF-8"):
        rows.groups(file(tmp_path, b"name,people\n\xff\xfe,1\n"))
    with pytest.raises(Unreadable, match="larger than 8 MiB"):
        rows.groups(file(tmp_path, b"name,people\n" + b"a" * (8 * 1024 * 1024)))
    with pytest.raises(Unreadable, match="more than 20000 rows"):
        rows.groups(file(tmp_path, "name,people\n" + "".join(f"g{n},1\n" for n in range(20_001))))


def test_a_byte_order_mark_and_toml_are_read_alike(tmp_path: Path) -> None:
    (first,) = rows.groups(file(tmp_path, "﻿" + GOOD))
    entry = (
        '[[entry]]\nname = "support"\npeople = 40\nowner = "head of support"\ngrants = ["server:web1", "store:crm"]\n'
        'second_factor = "passkey"\ntrained_on = 2026-06-01\njoined_untrained = 0\nphishing_on = 2026-09-01\n'
        "phishing_sent = 400\nphishing_clicked = 10\nphishing_reported = 200\nleavers_with_access = 0\n"
        "shared_accounts = 0\nreviewed_on = 2026-10-01\n"
    )
    (second,) = rows.groups(file(tmp_path, entry, "people.toml"))
    assert first == second
    assert first.phishing == Phishing(on=date(2026, 9, 1), sent=400, clicked=10, reported=200)


@pytest.mark.parametrize(
    "text", ["x = 1\n", "[[entry]]\nname = 1.5\n", "entry = 3\n", "[[entry]\n", '[entry]\nname = "a"\n']
)
def test_toml_that_is_no_register(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable):
        rows.groups(file(tmp_path, text, "people.toml"))


@given(st.one_of(st.binary(max_size=300), st.builds(lambda a, b: GOOD.encode()[:a] + b + GOOD.encode()[a:],
       st.integers(0, 400), st.binary(max_size=9))))  # fmt: skip
def test_whatever_comes_is_entries_or_unreadable(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    path = tmp_path_factory.mktemp("register") / "people.csv"
    path.write_bytes(raw)
    for read in (rows.groups, rows.vendors, rows.datasets):
        with suppress(Unreadable):
            read(path)


def test_dates_in_the_future_and_grants_to_nowhere_are_unread() -> None:
    group = Group(name="a", people=9, trained_on=date(2027, 1, 1), grants=("server:gone",), reviewed_on=TODAY)
    house = Inventory(groups=(group,))
    (register,) = house.lists()
    found = list(read_register(house, register, Path(), TODAY, Places.of(house)))
    reasons = {one.kind: one.reason for one in found if isinstance(one, Unread)}
    assert "in the future" in reasons[facts.Training]
    assert "'server:gone' is not in the inventory" in reasons[facts.PeopleGroup]
    (review,) = [one for one in found if isinstance(one, facts.AccessReview)]
    assert review.age_days == 0


def test_what_the_register_of_processing_says() -> None:
    record = DatasetRecord(
        owner="sales", purpose="orders", lawful_basis=LawfulBasis.CONTRACT, fields=("email",), needed=("email",),
        retention_end=date(2027, 1, 1), reviewed_on=date(2026, 1, 1),
    )  # fmt: skip
    good = Dataset(
        name="customers", data_class=DataClass.PERSONAL, stores=("crm",), people={"DE": 5}, register=record
    )
    house = Inventory(stores=HOUSE.stores, servers=HOUSE.servers, datasets=(good,))
    (register,) = house.lists()
    found = outcomes(list(read_register(house, register, Path(), TODAY, Places.of(house))))
    assert {one for one in found.values() if one is not Outcome.NOT_APPLICABLE} == {Outcome.PASS}


def test_a_dataset_that_no_inventory_places_is_unknown_where_it_matters(tmp_path: Path) -> None:
    found = outcomes(seen(tmp_path, "name,purpose\nforgotten,nobody knows\n", RegisterKind.DATASETS))
    assert found["special-data-beside-ordinary"] is Outcome.UNKNOWN


def test_a_vendor_without_access_needs_no_second_factor() -> None:
    house = Inventory(vendors=(Vendor(name="v", second_factor=None),))
    (register,) = house.lists()
    found = list(read_register(house, register, Path(), TODAY, Places.of(house)))
    assert any(isinstance(one, Absent) and one.kind is facts.VendorFactor for one in found)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(0, 500), st.integers(0, 10))
def test_more_clicks_never_look_better_and_few_mails_prove_little(
    sent: int, clicked: int, more: int, factor: int
) -> None:
    clicked, more = min(clicked, sent), min(clicked + more, sent)
    test, worse = (facts.PhishingTest(sent=sent, clicked=count) for count in (clicked, more))
    assert test.click_bound <= worse.click_bound <= 1.0
    many = facts.PhishingTest(sent=sent * (factor + 1), clicked=clicked * (factor + 1))
    assert many.click_bound <= test.click_bound + 1e-12


def test_stronger_factors_pass_what_weaker_ones_pass() -> None:
    for rule in (access.factor_missing, access.factor_phishable, vendors.factor):
        kind = facts.VendorFactor if rule is vendors.factor else facts.GroupFactor
        passing = [rule(kind(factor=factor)).outcome is Outcome.PASS for factor in SecondFactor]
        assert passing == sorted(passing)
        assert passing[-1]
        assert not passing[0]


def test_every_kind_of_fact_of_a_register_has_a_check_or_leads_somewhere() -> None:
    judged = {one.needs for one in CHECKS} | {facts.PeopleGroup, facts.VendorAccess}
    assert {kind for kinds in KINDS.values() for kind in kinds} <= judged


def _clinic(*prepared, stores=("clinic", "archive"), **more):
    return Inventory(
        stores=tuple(Store(name=name, kind=StoreKind.FILES) for name in ("clinic", "archive")),
        datasets=(Dataset(name="patients", data_class=DataClass.SPECIAL, stores=stores, **more),),
        prepared=prepared,
    )


def _exercise(on, state=State.EXERCISED, stores=(), element="playbook"):
    return Prepared(element=element, state=state, on=on, stores=stores, scenario="exposed-bucket")


@pytest.mark.parametrize(
    ("prepared", "without", "age"),
    [
        ([], ("clinic", "archive"), None),
        ([_exercise(date(2026, 11, 15))], (), 10),
        ([_exercise(date(2026, 11, 15), stores=("clinic",))], ("archive",), 10),
        (
            [_exercise(date(2026, 11, 15), stores=("clinic",)), _exercise(date(2026, 1, 1), stores=("archive",))],
            (),
            328,
        ),
        ([_exercise(date(2026, 1, 1)), _exercise(date(2026, 11, 15), State.TARGET_MET)], (), 10),
        ([_exercise(date(2026, 11, 15), State.APPROVED)], ("clinic", "archive"), None),
        ([_exercise(date(2026, 11, 15), element="alert-test")], ("clinic", "archive"), None),
        ([_exercise(date(2027, 1, 1))], ("clinic", "archive"), None),
    ],
)
def test_stores_for_which_no_breach_was_exercised(prepared, without, age):
    (fact,) = exercised(_clinic(*prepared), "datasets", TODAY)
    assert (fact.without, fact.age_days) == (without, age)


def test_a_dataset_that_lies_nowhere_is_not_seen_as_rehearsed():
    (fact,) = exercised(_clinic(_exercise(date(2026, 11, 15)), stores=()), "datasets", TODAY)
    assert isinstance(fact, Unread)
