"""`[web]`: where `breachready serve` listens, how the world calls it, and who lets people in besides it."""

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from toolkit.core.errors import Problem
from toolkit.core.inventory import SecretRef

LOOPBACK = "localhost"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOn:
    """`[[web.sign_on]]`: an OpenID Connect provider that vouches for people."""

    name: str
    """What the button says."""
    issuer: str
    """`https://` and where `/.well-known/openid-configuration` is."""
    client: str
    secret: SecretRef
    second_factor: bool = False
    """The provider always asks for a second factor; then we do not ask for another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebSettings:
    """`[web]`."""

    listen: str = "127.0.0.1:8390"
    """Address and port. Anything but loopback needs `url` with `https://`, spoken by a proxy in front."""
    url: str = ""
    """How people reach it, as in `https://breachready.example.org`; empty: http on this machine only."""
    proxies: int = 0
    """How many proxies in front add to X-Forwarded-For; 0 believes no such header."""
    workers: int = 2
    threads: int = 8
    session_hours: float = 9.0
    """After so long without a click a session ends; what was being typed is kept over it."""
    upload_mb: int = 50
    """The largest piece of evidence or list of recipients that is taken through the browser."""
    metrics: str = ""
    """Address and port of Prometheus metrics; empty: none."""
    sign_on: tuple[SignOn, ...] = ()

    @property
    def secure(self) -> bool:
        """Whether browsers come over TLS."""
        return self.url.startswith("https://")

    @property
    def host(self) -> str:
        """The name in people's address bar."""
        return urlsplit(self.url).hostname or LOOPBACK

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.listen.rpartition(":")[2])

    @property
    def address(self) -> str:
        """What to type into a browser."""
        return self.url.rstrip("/") or f"http://{LOOPBACK}:{self.port}"


def web_problems(web: WebSettings, where: str) -> Iterator[Problem]:
    """What is wrong with it beyond its types."""
    for key in ("listen", "metrics"):
        if (said := getattr(web, key)) and not _listens(said):
            yield Problem(where, f"web.{key}", f"expected address:port, as in 127.0.0.1:8390, not {said!r}")
            return
    parts = urlsplit(web.url)
    if web.url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/")):
        yield Problem(where, "web.url", "expected https:// and a host name, without a path")
    elif not web.secure and not ip_address(web.listen.rpartition(":")[0].strip("[]")).is_loopback:
        words = (
            "expected https://…, with a proxy in front that speaks TLS: passwords would go over the network readable"
        )
        yield Problem(where, "web.url", words)
    for key, least, most in (("proxies", 0, 9), ("workers", 1, 64), ("threads", 1, 64), ("upload_mb", 1, 2048)):
        if not least <= getattr(web, key) <= most:
            yield Problem(where, f"web.{key}", f"expected {least} to {most}")
    if not 0.1 <= web.session_hours <= 24 * 14:
        yield Problem(where, "web.session_hours", "expected 0.1 to 336")
    for number, one in enumerate(web.sign_on, 1):
        if not one.issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
            yield Problem(where, f"web.sign_on[{number}].issuer", "expected https://…")


def _listens(said: str) -> bool:
    host, colon, port = said.rpartition(":")
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return bool(colon) and port.isdecimal() and 0 < int(port) < 65536
