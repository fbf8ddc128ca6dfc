import pytest

from toolkit.store import Store


@pytest.fixture
def state(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def store(state):
    opened = Store.open(state)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def empty_state(tmp_path_factory):
    """A state directory that was opened once, to be copied where many are needed."""
    made = tmp_path_factory.mktemp("empty") / "state"
    Store.open(made).close()
    return made
