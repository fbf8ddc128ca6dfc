"""Acme's own rules. The same words as for built-in checks, with a prefix on the id."""

from toolkit.core import Severity, Step, Verdict, check, failed, passed
from toolkit.facts.network import OpenPort

PRINTER = 9100


@check(
    id="acme/printer-port-open",
    title="A print server answers on a network that holds customers' data",
    severity=Severity.MEDIUM,
    opens=Step.LOGIN,
    fix="Move the printer to the office network, or close port 9100.",
    good=OpenPort(address="192.0.2.7", port=443),
    bad=OpenPort(address="192.0.2.7", port=PRINTER),
)
def printer(port: OpenPort) -> Verdict:
    """Printers are rarely patched, and one answered for us in the last audit."""
    return failed(f"port {port.port} is open on {port.address}") if port.port == PRINTER else passed()
