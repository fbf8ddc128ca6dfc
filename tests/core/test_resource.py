"""Names of resources can be read back as what they name."""

from hypothesis import given
from hypothesis import strategies as st

from toolkit.core import resource
from toolkit.core.resource import PortName, port_of

addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)


@given(addresses, st.integers(1, 65535), st.sampled_from(["tcp", "udp"]))
def test_a_port_name_reads_back(address, port, proto):
    name = PortName(address, port, proto)
    assert port_of(str(name)) == name
    assert resource.address_of(str(name)) == address


@given(addresses)
def test_a_host_name_reads_back(address):
    assert resource.address_of(resource.host(address)) == address


def test_bucket_of():
    assert resource.bucket_of(resource.bucket("a.b-c")) == "a.b-c"
    assert resource.bucket_of("bucket:a/access-point:b") == "a"
    assert resource.bucket_of("account") is None
    assert port_of("file:/etc/shadow") is None
