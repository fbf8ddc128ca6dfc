"""Where mail is handed in, with the secret behind its reference."""

from collections.abc import Callable
from pathlib import Path

from toolkit.config.secrets import resolve
from toolkit.config.settings import RelaySettings
from toolkit.config.strict import expand
from toolkit.core.inventory import SecretRef
from toolkit.tell.mail import Relay


def relay(how: RelaySettings, secret: Callable[[SecretRef], str] = resolve, beside: Path | None = None) -> Relay:
    """As configured; a file of authorities lies beside breachready.toml. Raises `UserError` without its secret."""
    return Relay(
        server=how.server,
        port=how.port,
        tls=how.tls,
        user=how.user,
        password=secret(how.password) if how.password else "",
        ca_file=str(expand(how.ca_file, beside)) if how.ca_file else "",
    )
