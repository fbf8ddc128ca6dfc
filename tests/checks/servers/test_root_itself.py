"""A failure that lets root in directly says so: it is the whole machine, not one account of it."""

import pytest

from checks.servers.accounts import empty_password
from checks.servers.files import authorized_keys
from toolkit.core import Outcome
from toolkit.facts.server import AuthorizedKeys, PasswordState, ShadowFile, ShadowLine


@pytest.mark.parametrize(("account", "itself"), [("root", True), ("ann", False)])
def test_what_lets_root_in_says_so(account: str, itself: bool) -> None:
    keys = AuthorizedKeys(path="/k", account=account, owner=account, group=account, mode=0o666)
    shadow = ShadowFile(lines=(ShadowLine(name=account, state=PasswordState.EMPTY),))
    for said in (authorized_keys(keys), empty_password(shadow)):
        assert said.outcome is Outcome.FAIL
        assert ("root itself" in said.evidence) is itself


def test_the_good_keys_of_root_pass() -> None:
    keys = AuthorizedKeys(path="/k", account="root", mode=0o600)
    assert authorized_keys(keys).outcome is Outcome.PASS
