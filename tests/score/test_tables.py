from importlib.resources import files

import pytest

from toolkit.core.errors import UserError
from toolkit.core.step import Position
from toolkit.core.verdict import Severity
from toolkit.score.tables import read, shipped

TEXT = files("toolkit.score").joinpath("tables.toml").read_text(encoding="utf-8")


def test_the_shipped_tables_are_sound_and_say_what_is_judgement() -> None:
    tables = shipped()
    assert tables.version
    assert "prior.insider" in tables.judgements
    assert "prior.internet" not in tables.judgements
    assert tables.prior[Position.INTERNET] == 1.0
    failing = [tables.failing[severity] for severity in Severity]
    assert failing == sorted(failing)
    assert list(tables.worth.values()) == sorted(tables.worth.values())


@pytest.mark.parametrize(
    ("old", "new", "key", "expected"),
    [
        ("insider = { value = 0.2,", "insidr = { value = 0.2,", "prior.insider", "is missing"),
        ("insider = { value = 0.2,", "insidr = { value = 0.2,", "prior.insidr", "typo"),
        (
            'value = 0.5, source = "judgement" }\ninsider',
            'value = 1.5, source = "judgement" }\ninsider',
            "prior.third-party",
            "not 1.5",
        ),
        ("unknown = { value = 0.5", "unknown = { value = nan", "model.unknown", "from 0 to 1"),
        ("unknown = { value = 0.5", "unknown = { value = true", "model.unknown", "expected"),
        ("risk_appetite = { value = 0.001", "risk_appetite = { value = 1", "model.risk_appetite", "below 1"),
        ('source = "the unit"', 'source = ""', "worth.personal", "source"),
        ('version = "2026.2"', "version = 2026.2", "version", "version"),
        ("[prior]", "[priors]", "prior.internet", "is missing"),
    ],
)
def test_a_mistake_names_its_place(old: str, new: str, key: str, expected: str) -> None:
    assert old in TEXT
    with pytest.raises(UserError) as caught:
        read(TEXT.replace(old, new, 1), "tables.toml")
    assert any(p.key == key and expected in p.expected for p in caught.value.problems), caught.value.problems


def test_what_is_no_toml_is_an_error_of_the_user() -> None:
    with pytest.raises(UserError, match="not TOML"):
        read("version = ", "mine.toml")
