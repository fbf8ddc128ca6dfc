"""What the organisation decided, for one target: the family's policy with the inventory entry's own words on top."""

from collections.abc import Callable
from dataclasses import replace

from toolkit.config.settings import PolicySettings
from toolkit.core.inventory import Inventory
from toolkit.core.policy import CloudPolicy, NetworkPolicy, Policy, ServerPolicy
from toolkit.core.target import Target


def policy_for(inventory: Inventory, defaults: PolicySettings) -> Callable[[Target, type], Policy | None]:
    """A look-up of the policy of one kind for one target; None for kinds nobody knows."""
    servers = {server.name: server for server in inventory.servers}
    accounts = {account.name: account for account in inventory.accounts}
    networks = {network.name: network for network in inventory.networks}
    general: dict[type, Policy] = {
        type(policy): policy for policy in (defaults.server, defaults.cloud, defaults.network)
    }

    def find(target: Target, kind: type) -> Policy | None:
        if kind is ServerPolicy and (server := servers.get(target.name)):
            return replace(
                defaults.server,
                approved_listeners=_first(server.approved_listeners, defaults.server.approved_listeners),
                router=server.router or defaults.server.router,
            )
        if kind is CloudPolicy and (account := accounts.get(target.name)):
            trusted = (*defaults.cloud.trusted_accounts, *account.trusted_accounts)
            return replace(defaults.cloud, account_id=account.account_id, trusted_accounts=trusted)
        if kind is NetworkPolicy and (network := networks.get(target.name)):
            return replace(defaults.network, approved=_first(network.approved, defaults.network.approved))
        return general.get(kind)

    return find


def _first(own: tuple[str, ...] | None, general: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return general if own is None else own
