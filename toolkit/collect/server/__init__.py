"""Reading servers. The door is `jobs`; `privileges` says what root is needed for and how to grant just that."""

from toolkit.collect.server.privileges import Need, Privileges, privileges
from toolkit.collect.server.reading import jobs
from toolkit.collect.server.settings import ServerSettings

__all__ = ["Need", "Privileges", "ServerSettings", "jobs", "privileges"]
