"""What the inventory knows of the thing that a finding is about."""

from dataclasses import replace

from tests.usecase.incident.books import INVENTORY
from tests.usecase.incident.test_opening import FINDING
from toolkit.core.inventory import DataClass, Dataset, Server, Store, StoreKind
from toolkit.core.target import Family
from toolkit.usecase.incident.affected import affected, stores_of

SERVERS = replace(
    INVENTORY,
    servers=(Server(name="db1", host="192.0.2.7"), Server(name="web1")),
    stores=(*INVENTORY.stores, Store(name="crm", kind=StoreKind.DATABASE, server="db1")),
    datasets=(
        *INVENTORY.datasets,
        Dataset(name="deals", data_class=DataClass.FINANCIAL, stores=("crm",), people={"TH": 1000}, records=5),
        Dataset(name="mixed", data_class=DataClass.SPECIAL, stores=("crm", "exports"), people={"TH": 40}),
    ),
)


def names(finding, named=""):
    return [one.name for one in stores_of(SERVERS, finding, named)]


def test_a_bucket_is_its_own_store_and_not_that_of_another_account():
    assert names(FINDING) == ["exports"]
    assert names(replace(FINDING, target="staging")) == []


def test_an_account_is_all_that_it_keeps():
    assert names(replace(FINDING, resource="account")) == ["exports", "other"]


def test_a_server_is_found_by_its_name_and_by_its_address():
    assert names(replace(FINDING, family=Family.SERVER, target="db1", resource="file:/etc/passwd")) == ["crm"]
    assert names(replace(FINDING, family=Family.NETWORK, target="dmz", resource="192.0.2.7:5432/tcp")) == ["crm"]
    assert names(replace(FINDING, family=Family.NETWORK, target="dmz", resource="192.0.2.8:5432/tcp")) == []


def test_a_store_that_is_named_comes_first():
    assert names(FINDING, "crm") == ["crm"]
    assert names(None) == []


def test_the_same_person_may_be_in_two_datasets_and_counts_once_at_least():
    about = affected(SERVERS, stores_of(SERVERS, None, "crm"))
    assert about["people"] == {"TH": 1000}
    assert about["records"] == 5
    assert about["unknown"] == ["mixed"]
    assert about["data_classes"] == ["financial", "special"]


def test_nothing_known_is_nothing_said():
    assert affected(SERVERS, ()) == {}
    assert affected(SERVERS, stores_of(SERVERS, None, "other")) == {"stores": ["other"]}
