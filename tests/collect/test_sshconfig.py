"""~/.ssh/config: what is followed, and what stops us."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit.collect.route import route
from toolkit.collect.sshconfig import lookup
from toolkit.collect.trouble import Unreadable
from toolkit.core.inventory import Server


def config(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "config"
    file.write_text(text)
    return file


def test_first_value_wins_and_blocks_end(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "a").write_text("Host other\n User wrong\n")
    file = config(
        tmp_path,
        'Include more/*\nUser=first\nHost web !db\n HostName "%h.example.com"\n Port 2222\nHost *\n User last\n',
    )
    got = lookup(file, "web")
    assert (got.hostname, got.port, got.user) == ("web.example.com", 2222, "first")
    assert lookup(file, "db").hostname == ""


@pytest.mark.parametrize(
    "text",
    ["Port x", "Port 99999", 'User "open', "HostName %z", "ProxyCommand nc %h", "Match exec true\n User x", "Host"],
)
def test_what_cannot_be_followed_says_where(text: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        lookup(config(tmp_path, text), "web")


def test_files_that_include_themselves(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="too deeply"):
        lookup(config(tmp_path, "Include config"), "web")


def test_jumps_in_order_and_the_inventory_wins(tmp_path: Path) -> None:
    file = config(tmp_path, "Host web\n ProxyJump a@one:2201,two\n User conf\nHost two\n User b\n Port 2202\n")
    hops = route(Server(name="web", user="me"), file)
    assert [str(hop) for hop in hops] == ["a@one:2201", "b@two:2202", "me@web:22"]
    assert str(route(Server(name="web", jump="[::1]:7", user="u"), file)[0]) == "u@::1:7"
    with pytest.raises(Unreadable):
        route(Server(name="web", jump="x:port"), file)


def test_jumping_in_circles_ends(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="jump hosts in a row"):
        route(Server(name="web"), config(tmp_path, "Host *\n ProxyJump again\n"))


@given(st.text(max_size=200))
def test_any_text_is_followed_or_refused(text: str) -> None:
    import tempfile

    with tempfile.NamedTemporaryFile("w", encoding="utf-8", errors="surrogatepass") as file:
        file.write(text)
        file.flush()
        with suppress(Unreadable):
            lookup(Path(file.name), "web")
