"""Who a notice comes from, as every format shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """The organisation, from its settings."""

    name: str
    address: str = ""
    phone: str = ""
    mail: str = ""
    website: str = ""
    domains: tuple[str, ...] = ()
    """Its own, the only ones that a notice links to."""
    data_protection_contact: str = ""
    logo: bytes = b""
    """PNG or JPEG."""
    logo_type: str = ""
    """`image/png` or `image/jpeg`."""
