"""What the organisation decided, for one target: the family's policy with the inventory entry's own words on top."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from toolkit.config.settings import PolicySettings
from toolkit.core.inventory import DataClass, Inventory
from toolkit.core.policy import CloudPolicy, NetworkPolicy, Policy, ServerPolicy
from toolkit.core.target import Target


def policy_for(inventory: Inventory, defaults: PolicySettings) -> Callable[[Target, type], Policy | None]:
    """A look-up of the policy of one kind for one target; None for kinds nobody knows."""
    servers = {server.name: server for server in inventory.servers}
    accounts = {account.name: account for account in inventory.accounts}
    networks = {network.name: network for network in inventory.networks}
    general: dict[type, Policy] = {
        type(policy): policy for policy in (defaults.server, defaults.cloud, defaults.network, defaults.register)
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
            classes = dict(_classes(inventory, account.name))
            return replace(defaults.cloud, account_id=account.account_id, trusted_accounts=trusted, classes=classes)
        if kind is NetworkPolicy and (network := networks.get(target.name)):
            return replace(defaults.network, approved=_first(network.approved, defaults.network.approved))
        return general.get(kind)

    return find


def _classes(inventory: Inventory, account: str) -> Iterator[tuple[str, str]]:
    """Buckets of the account that are declared, and the most sensitive class of data in each."""
    order = list(DataClass)
    for store in inventory.stores:
        if store.account == account and store.bucket:
            held = [dataset.data_class for dataset in inventory.datasets if store.name in dataset.stores]
            yield store.bucket, max(held, key=order.index, default=DataClass.PERSONAL).value


def _first(own: tuple[str, ...] | None, general: tuple[str, ...] | None) -> tuple[str, ...] | None:
    return general if own is None else own
