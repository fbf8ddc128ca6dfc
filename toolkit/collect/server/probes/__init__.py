"""Everything that can be read on a server, in the order in which it is asked for."""

from toolkit.collect.server.probe import Probe
from toolkit.collect.server.probes import accounts, files, kernel, logging, network, packages, sshd, updates

PROBES: tuple[Probe, ...] = (
    *network.PROBES,
    *accounts.PROBES,
    *files.PROBES,
    *kernel.PROBES,
    *logging.PROBES,
    *sshd.PROBES,
    *updates.PROBES,
    *packages.PROBES,
)
