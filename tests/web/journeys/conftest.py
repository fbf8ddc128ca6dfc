"""A real server and a real browser: each person logs in with a password and the code of an authenticator."""

import base64
import hashlib
import hmac
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.command import breachready
from tests.daemons.loopback import free_port
from tests.web.conftest import CONFIG

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PICTURES = Path(__file__).parents[2] / "actual" / "web"
"""Screenshots of the last run: to be looked at."""
QUIET = [
    "--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--disable-quic",
]  # fmt: skip
"""It asks nobody but us."""
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}

needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install the package chromium")


def code(secret: str, at: float | None = None) -> str:
    """The code of an authenticator (RFC 6238) for this half minute."""
    digest = hmac.new(
        base64.b32decode(secret), struct.pack(">Q", int((at or time.time()) // 30)), hashlib.sha1
    ).digest()
    place = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[place : place + 4])[0] & 0x7FFFFFFF) % 10**6:06d}"


class Served:
    """`breachready serve` in a folder of its own."""

    def __init__(self, folder: Path, extra: str = "") -> None:
        self.folder, self.port = folder, free_port()
        self.address = f"http://localhost:{self.port}"
        web = f'\n[web]\nlisten = "127.0.0.1:{self.port}"\nworkers = 1\nthreads = 4\n'
        (folder / "breachready.toml").write_text(CONFIG + web + extra)
        self.process: subprocess.Popen | None = None

    def account(self, name: str, *roles: str) -> str:
        words = [word for role in roles for word in ("--role", role)]
        return breachready("users", "add", name, *words, cwd=self.folder, check=0).stdout.strip()

    def start(self) -> None:
        words = [sys.executable, "-c", "from toolkit.cli.main import run; run()", "serve"]
        log = (self.folder / "serve.log").open("ab")
        self.process = subprocess.Popen(words, cwd=self.folder, stdout=log, stderr=log, start_new_session=True)
        log.close()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with suppress(OSError), urllib.request.urlopen(f"{self.address}/ready/", timeout=5) as answer:
                if answer.status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError((self.folder / "serve.log").read_text())

    def stop(self) -> None:
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)


@pytest.fixture(scope="module")
def served():
    folder = Path(tempfile.mkdtemp(prefix="journey"))
    made = Served(folder)
    yield made
    made.stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def chromium():
    """A browser for one file: while its loop runs in this process, Django refuses to be asked in it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium, served):
    """`browse("ada", password)`: a page of somebody's own browser. What the console complains of fails the test."""
    opened = []

    def come(size=WIDE, language="en-GB", scripts=True):
        context = chromium.new_context(
            viewport=size, base_url=served.address, locale=language, java_script_enabled=scripts
        )
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.strangers = []
        page.on(
            "request",
            lambda asked: (
                asked.url.startswith((served.address, "data:", "blob:")) or page.strangers.append(asked.url)
            ),
        )
        opened.append((context, page))
        return page

    yield come
    for context, page in opened:
        assert page.strangers == []
        context.close()


def enter(page, name: str, password: str) -> str:
    """Log in for the first time, set up an authenticator, and be in. Its secret, for the next time."""
    page.goto("/account/login/")
    page.fill("#id_login", name)
    page.fill("#id_password", password)
    page.click("main button[type=submit]")
    page.wait_for_url("**/account/factors/**")
    page.goto("/account/factors/app/")
    if page.locator("#id_password").count():
        page.fill("#id_password", password)
        page.click("main button[type=submit]")
    secret = page.input_value("#authenticator_secret")
    page.fill("#id_code", code(secret))
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    return secret


def enter_again(page, name: str, password: str, secret: str) -> None:
    """Log in with the authenticator that was set up."""
    page.goto("/account/login/")
    page.fill("#id_login", name)
    page.fill("#id_password", password)
    page.click("main button[type=submit]")
    page.fill("#id_code", code(secret))
    page.click("main button[type=submit]")
    page.wait_for_load_state()


def picture(page, name: str) -> None:
    """Keep how it looks."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


def accessible(page) -> None:
    """Hold the page against axe's rules for WCAG 2.2 AA."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    wrong = [
        f"{one['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:300]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]
    assert wrong == [], page.url


def whole(page) -> None:
    """Nothing is cut off: the page does not scroll sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
