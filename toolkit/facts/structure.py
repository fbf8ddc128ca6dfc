"""The few kinds of fact that say what exists and what leads where. Always read: the score's graph needs them."""

from toolkit.core.fact import Fact
from toolkit.facts.cloud import Bucket
from toolkit.facts.network import OpenPort, SilentAddresses, SweptHost
from toolkit.facts.register import PeopleGroup, VendorAccess
from toolkit.facts.server import Addresses

STRUCTURE: frozenset[type[Fact]] = frozenset(
    {Addresses, Bucket, OpenPort, PeopleGroup, SilentAddresses, SweptHost, VendorAccess}
)
