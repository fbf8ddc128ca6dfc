"""Price lists: TOML and CSV mean the same, every fault is said at once, costs stay exact."""

from decimal import Decimal

import pytest

from toolkit.config.costs import read_prices
from toolkit.core.errors import UserError
from toolkit.core.fix import Price

TOML = """
[[cost]]
check = "ssh-*"
target = "web?"
cost = 3.5
unit = "hours"

[[cost]]
check = "purge"
cost = "impossible"

[[cost]]
target = "db1"
cost = 0
"""
CSV = "check,target,cost,unit\nssh-*,web?,3.50,hours\npurge,,impossible,\n,db1,0,\n"


def write(tmp_path, text, name="costs.toml"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def problems(tmp_path, text, name="costs.toml"):
    path = write(tmp_path, text, name)
    with pytest.raises(UserError) as caught:
        read_prices(path)
    return [str(problem).removeprefix(f"{path}: ") for problem in caught.value.problems]


def meaning(prices):
    return prices.unit, [(row.check, row.target, row.cost) for row in prices.rows]


def test_both_forms_mean_the_same(tmp_path):
    toml = read_prices(write(tmp_path, TOML))
    expected = [("ssh-*", "web?", Decimal("3.5")), ("purge", "*", None), ("*", "db1", Decimal(0))]
    assert meaning(toml) == ("hours", expected)
    for text in (CSV, "\ufeff" + CSV.replace("\n", "\r\n"), CSV.replace("check,", " check ,")):
        assert meaning(read_prices(write(tmp_path, text, "costs.CSV"))) == meaning(toml)
    assert [row.where for row in toml.rows] == ["cost[0]", "cost[1]", "cost[2]"]


def test_decimals_stay_exact(tmp_path):
    found = read_prices(write(tmp_path, '[[cost]]\ncheck = "a"\ncost = 0.1\n[[cost]]\ncheck = "b"\ncost = 0.2\n'))
    assert sum(row.cost for row in found.rows) == Decimal("0.3")


def test_every_fault_is_said_at_once(tmp_path):
    text = """
prices = 1
[[cost]]
chekc = "a"
check = ""
target = 5
cost = -1
[[cost]]
check = "b"
cost = nan
unit = "hours"
[[cost]]
check = "c"
cost = inf
unit = "EUR"
[[cost]]
check = "d"
[[cost]]
cost = 1
[[cost]]
check = "e"
cost = true
unit = 7
[[cost]]
check = "f"
cost = 1.2345
[[cost]]
check = "g"
cost = 1000001
[[cost]]
check = "h"
cost = "a lot"
"""
    said = problems(tmp_path, text)
    assert [one.partition(":")[0] for one in said] == [
        *(
            "prices",
            "cost[0].chekc",
            "cost[0].check",
            "cost[0].target",
            "cost[0].cost",
            "cost[1].cost",
            "cost[2].cost",
        ),
        *("cost[3].cost", "cost[4]", "cost[5].cost", "cost[6].cost", "cost[7].cost", "cost[8].cost"),
        *("cost[5].unit", "unit"),
    ]
    assert "did you mean check?" in said[1]
    number = 'expected a number from 0 to 1,000,000 with at most 3 digits after the point, or "impossible"'
    assert said[5] == f"cost[1].cost: {number}, not NaN"
    assert said[-1].endswith('found "hours" in cost[1], "EUR" in cost[2]')


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("", "a.toml", "is empty"),
        ("# nothing\n", "a.toml", "has no rows"),
        ("check,target,cost\n", "a.csv", "has no rows"),
        ("[cost]\ncheck = 1\n", "a.toml", "cost: expected [[cost]] with two brackets"),
        ("cost = [1]\n", "a.toml", "cost[0]: expected [[cost]] with keys below it"),
        ("[[cost\n", "a.toml", "is not valid TOML"),
        (b"\xff\xfe", "a.csv", "is not UTF-8"),
        ("check,price\na,1\n", "a.csv", "line 1: no such column: 'price'"),
        ("check,check,cost\na,b,1\n", "a.csv", "line 1: the column check is there twice"),
        ("check,cost\na,1,2\n", "a.csv", "line 2: has more cells than the header, which has 2"),
        ("check,cost\na,x\n", "a.csv", "line 2.cost: expected a number"),
        ("check,cost\na,nan\n", "a.csv", "line 2.cost: expected a number"),
        ("check,cost\na,-0.5\n", "a.csv", "line 2.cost: expected a number"),
        ("check,cost\na,\n", "a.csv", "line 2.cost: is missing"),
        ('check,cost\n"a,1\n', "a.csv", "is not valid CSV"),
        ('[[cost]]\ncheck = "a"\ncost = "3.5"\n', "a.toml", "cost[0].cost: expected a number"),
        ('[[cost]]\ncheck = "a"\ncost = 2026-01-01\n', "a.toml", "cost[0].cost: expected a number"),
        ("check,cost\na,1_000\n", "a.csv", "line 2.cost: expected a number"),
    ],
)
def test_what_makes_no_sense(tmp_path, text, name, expected):
    assert expected in problems(tmp_path, text, name)[0]


def test_no_file(tmp_path):
    with pytest.raises(UserError, match="No such file"):
        read_prices(tmp_path / "none.toml")
    with pytest.raises(UserError, match="directory"):
        read_prices(tmp_path)


@pytest.mark.parametrize(
    ("check", "target", "fits"),
    [
        ("ssh-*", "*", True),
        ("ssh", "*", False),
        ("*login", "web?", True),
        ("SSH-*", "*", False),
        ("*", "we", False),
        ("ssh-root-login", "web[12]", True),
        ("ssh-root-login", "web[!1]", False),
    ],
)
def test_patterns_are_for_the_whole_name(check, target, fits):
    assert Price(check=check, target=target, cost=None, where="").fits(("ssh-root-login", "web1")) is fits
