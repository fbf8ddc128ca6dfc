"""The few kinds of fact that say what exists, what leads where, and what is kept too long.

Always read, and kept with the run: the score's graph and the what-ifs are made of them.
"""

from toolkit.core.fact import Fact
from toolkit.facts.cloud import Bucket
from toolkit.facts.network import OpenPort, SilentAddresses, SweptHost
from toolkit.facts.register import DatasetRetention, PeopleGroup, VendorAccess
from toolkit.facts.server import Addresses

STRUCTURE: frozenset[type[Fact]] = frozenset(
    {Addresses, Bucket, DatasetRetention, OpenPort, PeopleGroup, SilentAddresses, SweptHost, VendorAccess}
)
