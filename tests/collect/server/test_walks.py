"""Homes and secrets on a machine made for it: mounts, links, squashed roots. Each in a mount namespace of its own."""

import os
import time

import pytest

from tests.collect.server.asked import Nobody
from toolkit.collect.runner import Reading
from toolkit.collect.server.privileges import chosen
from toolkit.collect.server.reading import read_server
from toolkit.core.fact import Absent, Fact, Seen, Unread
from toolkit.core.inventory import Server
from toolkit.facts.server import AuthorizedKeys, HostKeyFile, PrivateKey, WorldReadableSecrets

pytestmark = pytest.mark.skipif(os.getuid() != 0, reason="needs root: mount namespaces")

NO_OVERRIDE = "setpriv --bounding-set -dac_override,-dac_read_search --inh-caps -dac_override,-dac_read_search "


def walk(prepare: str, kind: type[Fact], run_as: str = "") -> tuple[Seen, ...]:
    """What the probe of this kind sees on a machine that `prepare` changed, for it alone."""
    begin = "mount -t tmpfs none /srv && mount -t tmpfs none /home && mount -t tmpfs none /opt && "
    shell = Nobody(("unshare", "-m", "sh", "-c", f"{begin}{prepare} exec {run_as}/bin/sh -s #"))
    return tuple(read_server(Server(name="web"), chosen(frozenset({kind})), shell, Reading(time.monotonic() + 60)))


def secrets(seen: tuple[Seen, ...]) -> WorldReadableSecrets:
    (found,) = [one for one in seen if isinstance(one, WorldReadableSecrets)]
    return found


def test_a_file_system_mounted_below_a_root_is_walked_too():
    seen = walk(
        "mkdir '/srv/a b' && mount -t tmpfs none '/srv/a b' && umask 022 && echo x >'/srv/a b/.env' &&",
        WorldReadableSecrets,
    )
    assert "/srv/a b/.env" in secrets(seen).paths
    assert "/srv/a b" in secrets(seen).searched


def test_a_root_that_is_a_link_is_followed():
    seen = walk(
        "umask 022 && mount -t tmpfs none /var && chmod 755 /var &&"
        " mount -t tmpfs none /mnt && mkdir /mnt/www && echo x >/mnt/www/id_rsa && ln -sfn /mnt/www /var/www &&",
        WorldReadableSecrets,
    )
    assert "/mnt/www/id_rsa" in secrets(seen).paths
    assert "/mnt/www" in secrets(seen).searched


def test_a_link_below_a_root_leads_to_a_directory_that_is_walked_too():
    seen = walk(
        "umask 022 && mount -t tmpfs none /mnt && mkdir -p '/mnt/a b' '/srv/in x' && echo x >'/mnt/a b/.env' &&"
        " ln -s '/mnt/a b' '/srv/in x/out' && ln -s / /srv/all && ln -s '/srv/in x' /srv/again &&",
        WorldReadableSecrets,
    )
    found = secrets(seen)
    assert "/mnt/a b/.env" in found.paths
    assert "/mnt/a b" in found.searched
    assert not {"/", "/srv/in x"} & {*found.searched}


def test_a_directory_that_even_root_may_not_enter_is_unread_and_not_searched_in_silence():
    seen = walk(
        "mkdir -m 701 /srv/closed && chown nobody /srv/closed && chmod 701 /srv/closed &&",
        WorldReadableSecrets,
        NO_OVERRIDE,
    )
    refused = [one for one in seen if isinstance(one, Unread) and "/srv/closed" in one.resource]
    assert refused


PASSWD = r"printf 'root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n'"
KEYS = f"umask 077; mkdir -p /home/ann/.ssh && {PASSWD} >/opt/p && mount --bind /opt/p /etc/passwd &&"


def test_a_home_that_a_squashed_root_cannot_enter_proves_nothing():
    seen = walk(
        f"{KEYS} echo k >/home/ann/.ssh/authorized_keys && chown -R nobody /home/ann &&", AuthorizedKeys, NO_OVERRIDE
    )
    assert not [one for one in seen if isinstance(one, Absent) and one.kind in (AuthorizedKeys, PrivateKey)]
    unread = {one.kind for one in seen if isinstance(one, Unread) and "/home/ann/.ssh" in one.resource}
    assert unread == {AuthorizedKeys, PrivateKey}


def test_a_directory_of_another_account_is_told_even_when_no_key_lies_in_it():
    seen = walk(f"{KEYS} chown nobody /home/ann/.ssh && chmod 755 /home/ann/.ssh &&", AuthorizedKeys)
    (found,) = [one for one in seen if isinstance(one, AuthorizedKeys) and one.account == "ann"]
    assert found.directory_owner == "nobody"


def test_no_key_at_all_is_proved_by_looking():
    seen = walk(f"{KEYS} rmdir /home/ann/.ssh && mount -t tmpfs none /root &&", AuthorizedKeys)
    assert {one.kind for one in seen if isinstance(one, Absent)} == {AuthorizedKeys, PrivateKey}


def test_a_key_file_that_cannot_be_looked_at_is_unread_and_not_absent():
    seen = walk(f"{KEYS} ln -s authorized_keys /home/ann/.ssh/authorized_keys &&", AuthorizedKeys)  # a circle
    assert "file:/home/ann/.ssh/authorized_keys" in {one.resource for one in seen if isinstance(one, Unread)}
    assert not [one for one in seen if isinstance(one, Absent) and one.kind is PrivateKey]


def test_a_key_whose_name_begins_with_a_dot_is_seen():
    seen = walk(
        f"{KEYS} printf -- '-----BEGIN RSA PRIVATE KEY-----\nMII\n' >/home/ann/.ssh/.old &&",
        PrivateKey,
    )
    (found,) = [one for one in seen if isinstance(one, PrivateKey) and one.account == "ann"]
    assert (found.path, found.encrypted) == ("/home/ann/.ssh/.old", False)


def test_accounts_of_a_directory_service_have_homes_that_were_not_looked_at():
    seen = walk(
        f"{KEYS} rmdir /home/ann/.ssh && echo '+::::::' >>/opt/p && mount -t tmpfs none /root &&", AuthorizedKeys
    )
    assert not [one for one in seen if isinstance(one, Absent)]
    assert {one.kind for one in seen if isinstance(one, Unread)} == {AuthorizedKeys, PrivateKey}


def test_a_mount_that_cannot_be_looked_at_is_told():
    seen = walk(
        "mkdir -p /srv/closed/m && mount -t tmpfs none /srv/closed/m && chown nobody /srv/closed &&"
        " chmod 700 /srv/closed &&",
        WorldReadableSecrets,
        NO_OVERRIDE,
    )
    assert "file:/srv/closed/m" in {one.resource for one in seen if isinstance(one, Unread)}
    assert "/srv/closed/m" not in secrets(seen).searched


def test_a_directory_that_can_be_entered_but_not_listed_hides_files():
    seen = walk(
        "mkdir /opt/ssh && chmod 711 /opt/ssh && chown nobody /opt/ssh && mount --bind /opt/ssh /etc/ssh &&",
        HostKeyFile,
        NO_OVERRIDE,
    )
    assert not [one for one in seen if isinstance(one, Absent) and one.kind is HostKeyFile]
    assert [one for one in seen if isinstance(one, Unread) and one.kind is HostKeyFile]
