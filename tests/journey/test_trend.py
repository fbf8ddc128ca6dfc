"""A small organisation mends, grows and looks away; each change is put down to what made it."""

import json
import subprocess
from fractions import Fraction

import pytest

from tests.journey.estate import close, estate

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def acme(tmp_path_factory):
    with estate(tmp_path_factory.mktemp("acme")) as made:
        yield made


def moved(acme):
    """The last change: points by group, those that are not nothing."""
    said = json.loads(acme.run("trend", "--json", check=0).stdout)
    found = said["attribution"]
    assert found, said["why_none"]
    exact = {part["group"]: Fraction(part["exact"]) for part in found["parts"]}
    assert float(sum(exact.values())) == pytest.approx(found["change"], abs=2e-6)
    return {group: points for group, points in exact.items() if points}, found


def test_each_change_is_put_down_to_what_made_it(acme):
    acme.scan()
    acme.scan()
    points, found = moved(acme)
    assert points == {}
    assert found["change"] == 0

    close(acme.moto.client(), "exports")
    acme.scan()
    points, found = moved(acme)
    assert set(points) == {"fixed"}
    assert points["fixed"] > 0
    told = next(part["differences"] for part in found["parts"] if part["group"] == "fixed")
    assert any("bucket exports" in one for one in told)

    toml = acme.folder / "breachready.toml"
    toml.write_text(toml.read_text().replace("records = 5000", "records = 5000000"))
    acme.scan()
    points, found = moved(acme)
    assert set(points) == {"asset-or-data"}
    assert points["asset-or-data"] < 0
    assert found["parts"][4]["differences"] == [
        "dataset sessions is declared otherwise (records: 5,000, now 5,000,000)"
    ]

    command = ["redis-cli", "-h", acme.redis.address, "-p", str(acme.redis.port)]
    subprocess.run(
        command, input="CONFIG SET requirepass long-and-secret\n", text=True, check=True, capture_output=True
    )
    toml.write_text(toml.read_text() + '[checks]\nskip = ["bucket-public"]\n')
    acme.scan()
    points, found = moved(acme)
    assert points["fixed"] > 0
    assert points.get("coverage", 0) <= 0
    told = next(part["differences"] for part in found["parts"] if part["group"] == "coverage")
    assert "bucket exports: not seen now" in " ".join(told)
