"""What holds for the whole account."""

from toolkit.core import Cite, Severity, Verdict, check, failed, passed
from toolkit.facts.cloud import SWITCHES, AccountPublicAccessBlock


@check(
    id="account-public-access-block",
    title="Nothing stops buckets of the account from being made public",
    severity=Severity.MEDIUM,
    fix="Turn on all four Block Public Access settings of the account.",
    cites=(Cite("CIS AWS v3.0", "2.1.4"), Cite("AWS FSBP", "S3.1")),
    playbook="exposed-bucket",
    good=AccountPublicAccessBlock(
        block_public_acls=True, ignore_public_acls=True, block_public_policy=True, restrict_public_buckets=True
    ),
    bad=AccountPublicAccessBlock(),
)
def public_access_block(block: AccountPublicAccessBlock) -> Verdict:
    """The account's setting covers the bucket that somebody makes tomorrow."""
    off = [name for name in SWITCHES if not getattr(block, name)]
    return failed(f"off: {', '.join(off)}") if off else passed("all four settings are on")
