"""The same pages on PostgreSQL: accounts, sessions, the trail that the database itself keeps."""

import http.cookiejar
import re
import shutil
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

import pytest

from tests.daemons.postgres import postgres_server
from tests.web.journeys.conftest import Served


def visit(opener, address, **fields):
    """A page; with fields, its form sent with the token of the page at that address."""
    if fields:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', visit(opener, address))[1]
        fields["csrfmiddlewaretoken"] = token
    data = urllib.parse.urlencode(fields).encode() if fields else None
    with opener.open(urllib.request.Request(address, data, {"Referer": address}), timeout=30) as answer:
        return answer.read().decode()


def test_the_house_stands_on_postgresql(monkeypatch):
    import psycopg

    folder = Path(tempfile.mkdtemp(prefix="journey"))
    with postgres_server() as server:
        url = f"postgresql://postgres:{urllib.parse.quote(server.password)}@{server.address}:{server.port}/postgres"
        served = Served(folder, f'\n[database]\nurl = "{url}"\n')
        password = served.account("vera", "viewer")
        served.account("ada", "administrator")
        served.start()
        try:
            opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
            page = visit(opener, f"{served.address}/account/login/", login="vera", password=password)
            assert "Log out" in page
            assert "<h1>" in visit(opener, f"{served.address}/library/")
            with psycopg.connect(url, autocommit=True) as database:
                assert database.execute("select count(*) from web_audited").fetchone()[0] >= 3
                for words in (
                    "update web_audited set who = 'eve'",
                    "delete from web_audited",
                    "truncate web_audited",
                ):
                    with pytest.raises(psycopg.Error, match="the audit trail is kept"):
                        database.execute(words)
        finally:
            served.stop()
            shutil.rmtree(folder)
