"""CSV as people export it."""

import itertools
import tracemalloc

import pytest

from toolkit.collect.recipients import csv_rows
from toolkit.core.errors import UserError


def rows(tmp_path, content, encoding="", name="people.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(row.number, dict(row.values)) for row in csv_rows(path, encoding)]


ANA = {"name": "Ana", "country": "TH", "mail": "a@example.org"}


@pytest.mark.parametrize(
    "content",
    [
        "Name,Country,E-Mail\nAna,TH,a@example.org\n",
        "\ufeffname;country;email\r\nAna;TH;a@example.org\r\n",
        "full name\tcountry code\tEmail address\nAna\tTH\ta@example.org",
        "name|country|mail\nAna|TH|a@example.org".encode("utf-16"),
        'name,country,mail\n"Ana",TH,"a@example.org"\n\n\n',
    ],
)
def test_marks_separators_names_of_columns(tmp_path, content):
    assert rows(tmp_path, content) == [(2, ANA)]


def test_thai_in_its_old_encoding_is_named_and_then_read(tmp_path):
    content = "name,country\nสมชาย,TH\n".encode("cp874")
    with pytest.raises(UserError, match="--encoding names another"):
        rows(tmp_path, content)
    assert rows(tmp_path, content, "cp874") == [(2, {"name": "สมชาย", "country": "TH"})]
    with pytest.raises(UserError, match="no encoding 'klingon'"):
        rows(tmp_path, content, "klingon")


def test_parts_of_an_address_and_line_breaks_in_quotes(tmp_path):
    content = (
        'name,country,address1,address2,postcode,city,phone\nAna,TH,"1 Way",,10110,Bangkok,1\n"B\nob",TH,,,,,2\n'
    )
    first, second = rows(tmp_path, content)
    assert first == (2, {"name": "Ana", "country": "TH", "address": "1 Way\n10110\nBangkok", "phone": "1"})
    assert second == (4, {"name": "B\nob", "country": "TH", "address": "", "phone": "2"})


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("mail\na@example.org\n", "name: no such column"),
        ("name,country,email,mail\n", "mail: is there twice"),
        ('name,country\n"Ana,TH\n', "is not CSV"),
        (b"\x00\x01\x02\xff\xfe\n", "is not utf-8|no such column"),
        ("name,country\n" + "x" * 20_000 + ",TH\n", "is not CSV: field larger"),
    ],
)
def test_what_is_no_table_of_people(tmp_path, content, words):
    with pytest.raises(UserError, match=words):
        rows(tmp_path, content)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UserError, match="No such file"):
        list(csv_rows(tmp_path / "nobody.csv"))


def test_three_hundred_thousand_rows_take_no_more_memory_than_one(tmp_path):
    path = tmp_path / "many.csv"
    with path.open("w") as file:
        file.write("name,country\n")
        file.writelines(itertools.repeat("Ana Roe,TH\n", 300_000))
    tracemalloc.start()
    count = sum(1 for _ in csv_rows(path))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 300_000
    assert peak < 2_000_000
