"""Reading servers. The door is `jobs`; `privileges` says what root is needed for and how to grant just that."""

from toolkit.collect.reach import ServerSettings
from toolkit.collect.server.privileges import Need, Privileges, privileges
from toolkit.collect.server.reading import jobs

__all__ = ["Need", "Privileges", "ServerSettings", "jobs", "privileges"]
