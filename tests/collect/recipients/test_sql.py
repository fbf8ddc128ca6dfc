"""A query as a list of people, read only."""

import sqlite3
import time
from urllib.parse import quote

import psycopg
import pytest

from tests.daemons.postgres import postgres_server
from toolkit.collect.recipients import sql_rows
from toolkit.core.errors import UserError


@pytest.fixture
def sqlite(tmp_path):
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE customer (id INTEGER, full_name TEXT, cc TEXT, mail TEXT)")
        database.execute("INSERT INTO customer VALUES (1, 'Ana', 'TH', NULL), (2, 'Bo', 'DE', 'b@example.org')")
    return f"sqlite:///{path}"


QUERY = "SELECT id AS key, full_name, cc AS country, mail FROM customer ORDER BY id"


def test_rows_of_a_query(sqlite):
    assert [dict(row.values) for row in sql_rows(sqlite, QUERY)] == [
        {"key": "1", "name": "Ana", "country": "TH", "mail": ""},
        {"key": "2", "name": "Bo", "country": "DE", "mail": "b@example.org"},
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("DELETE FROM customer", "readonly|read-only"),
        ("SELECT mail FROM customer", "name: no such column"),
        ("SELECT 1 FROM nowhere", "no such table: nowhere"),
        ("PRAGMA user_version = 3", "readonly|read-only|gives no rows"),
    ],
)
def test_what_is_no_list_of_people(sqlite, query, words):
    with pytest.raises(UserError, match=words):
        list(sql_rows(sqlite, query))


def test_another_kind_of_database():
    with pytest.raises(UserError, match="expected postgresql"):
        list(sql_rows("mysql://x", QUERY))


def connected(url):
    """It accepts connections a moment before it takes them."""
    for _ in range(100):
        try:
            return psycopg.connect(url)
        except psycopg.OperationalError as no:
            if "starting up" not in str(no):
                raise
            time.sleep(0.05)
    raise TimeoutError


@pytest.mark.live
def test_postgresql_read_only():
    with postgres_server() as server:
        url = f"postgresql://postgres:{quote(server.password)}@{server.address}:{server.port}/postgres"
        with connected(url) as database:
            database.execute("CREATE TABLE customer (id INTEGER, full_name TEXT, cc TEXT, mail TEXT)")
            database.execute("CREATE SEQUENCE s")
            database.execute("INSERT INTO customer SELECT n, 'Ana', 'TH', NULL FROM generate_series(1, 2500) n")
        found = list(sql_rows(url, QUERY))
        assert len(found) == 2500
        assert dict(found[-1].values) == {"key": "2500", "name": "Ana", "country": "TH", "mail": ""}
        for writing in (
            "DELETE FROM customer RETURNING id AS key, full_name, cc AS country",
            "SELECT nextval('s')::text AS key, 'x' AS name, 'TH' AS country",
        ):
            with pytest.raises(UserError, match=r"read-only|syntax error") as refused:
                list(sql_rows(url, writing))
            assert server.password not in str(refused.value)
