"""What is remembered: made once however many ask, never more of a kind than said, no error, no other house's."""

import threading
import time

import pytest

from toolkit.web.posture.memory import forget, remembered


@pytest.fixture(autouse=True)
def nothing_yet(house):
    forget()


def test_it_is_made_once_while_the_others_wait():
    made, found = [], []

    def make():
        made.append(1)
        time.sleep(0.2)
        return len(made)

    threads = [threading.Thread(target=lambda: found.append(remembered(("a", 1), make))) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert (len(made), found) == (1, [1] * 8)


def test_an_error_is_not_kept():
    with pytest.raises(ZeroDivisionError):
        remembered(("a", 1), lambda: 1 / 0)
    assert remembered(("a", 1), lambda: None) is None
    assert remembered(("a", 1), lambda: 5) is None


def test_the_one_not_asked_for_longest_goes_first():
    for n in (1, 2, 1, 3):
        remembered(("a", n), lambda n=n: n, most=2)
    remembered(("b", 1), lambda: 1, most=2)
    assert remembered(("a", 1), lambda: "again", most=2) == 1
    assert remembered(("a", 2), lambda: "again", most=2) == "again"


def test_another_house_remembers_nothing_of_this_one(house, monkeypatch, tmp_path):
    remembered(("a", 1), lambda: "here")
    monkeypatch.setattr(house.store, "state", tmp_path)
    assert remembered(("a", 1), lambda: "there") == "there"
