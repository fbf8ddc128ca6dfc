"""What limits the damage and tells what happened: encryption, versions, logs, retention."""

from toolkit.core import Cite, Severity, Step, Verdict, check, failed, not_applicable, passed
from toolkit.core.resource import bucket_of
from toolkit.facts.cloud import (
    BucketEncryption,
    BucketLifecycle,
    BucketLogging,
    BucketObjectLock,
    BucketPolicy,
    BucketVersioning,
)
from toolkit.facts.policy import Scope, parse, tls_gaps

TLS_ONLY = """{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:*",
"Resource": ["arn:aws:s3:::exports", "arn:aws:s3:::exports/*"],
"Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"""


@check(
    id="bucket-encryption",
    title="New objects are stored without encryption",
    severity=Severity.MEDIUM,
    fix="Set default encryption of the bucket (SSE-S3, or SSE-KMS with a key of your own).",
    playbook="exposed-bucket",
    good=BucketEncryption(algorithm="AES256"),
    bad=BucketEncryption(),
)
def encryption(bucket: BucketEncryption) -> Verdict:
    """Unencrypted objects are readable from a lost disk, and many laws count the loss of encrypted data as none."""
    if not bucket.algorithm:
        return failed("no default encryption is set")
    return passed(f"default encryption is {bucket.algorithm}")


@check(
    id="bucket-encryption-key",
    title="Objects are not encrypted with a key of the organisation's own",
    severity=Severity.LOW,
    fix="Set default encryption of the bucket to SSE-KMS with a customer managed key.",
    cites=(Cite("AWS FSBP", "S3.17"),),
    playbook="exposed-bucket",
    good=BucketEncryption(algorithm="aws:kms", key="arn:aws:kms:eu-central-1:111122223333:key/1a2b"),
    bad=BucketEncryption(algorithm="aws:kms", key="arn:aws:kms:eu-central-1:111122223333:alias/aws/s3"),
)
def encryption_key(bucket: BucketEncryption) -> Verdict:
    """With an own key a second permission is needed to read, each use is logged, and one switch stops all reading."""
    found = f"default encryption is {bucket.algorithm or 'not set'}"
    if not bucket.algorithm.startswith("aws:kms"):
        return failed(found)
    if not bucket.key or "alias/aws/" in bucket.key:
        return failed(f"{found} with the key that AWS manages, whose policy nobody can change")
    return passed(f"{found} with {bucket.key}")


@check(
    id="bucket-versioning",
    title="Overwritten and deleted objects are gone",
    severity=Severity.MEDIUM,
    fix="Enable versioning of the bucket, with a lifecycle rule that expires old versions.",
    cites=(Cite("AWS FSBP", "S3.14"),),
    playbook="ransomware",
    good=BucketVersioning(status="Enabled"),
    bad=BucketVersioning(status="Suspended"),
)
def versioning(bucket: BucketVersioning) -> Verdict:
    """Who can write can then destroy: without versions there is nothing to return to."""
    found = f"versioning is {bucket.status or 'not enabled'}"
    return passed(found) if bucket.status == "Enabled" else failed(found)


@check(
    id="bucket-mfa-delete",
    title="Versions can be deleted for good without a second factor",
    severity=Severity.LOW,
    fix="Enable MFA delete of the bucket as the account's root user, or use object lock instead.",
    cites=(Cite("CIS AWS v3.0", "2.1.2"), Cite("AWS FSBP", "S3.20")),
    playbook="ransomware",
    good=BucketVersioning(status="Enabled", mfa_delete=True),
    bad=BucketVersioning(status="Enabled"),
)
def mfa_delete(bucket: BucketVersioning) -> Verdict:
    """Stolen keys alone should not be enough to delete the last copy."""
    return passed("MFA delete is enabled") if bucket.mfa_delete else failed("MFA delete is not enabled")


@check(
    id="bucket-access-logging",
    title="Nothing records who reads the bucket",
    severity=Severity.MEDIUM,
    fix="Enable server access logging to a bucket that only the log service can write to.",
    cites=(Cite("AWS FSBP", "S3.9"),),
    playbook="exposed-bucket",
    good=BucketLogging(to="access-logs", prefix="exports/"),
    bad=BucketLogging(),
)
def access_logging(bucket: BucketLogging) -> Verdict:
    """Without a record of reads, a breach notice has to assume that every customer's data was taken."""
    return passed(f"logged to {bucket.to}") if bucket.to else failed("server access logging is off")


@check(
    id="bucket-access-logs-in-itself",
    title="The bucket keeps the record of its own readers",
    severity=Severity.LOW,
    fix="Send access logs to another bucket, best in another account.",
    playbook="exposed-bucket",
    good=BucketLogging(resource="bucket:exports", to="access-logs"),
    bad=BucketLogging(resource="bucket:exports", to="exports"),
)
def logs_in_itself(bucket: BucketLogging) -> Verdict:
    """Who can delete the data can then delete the traces as well."""
    if not bucket.to:
        return not_applicable("server access logging is off")
    found = f"logged to {bucket.to}"
    return failed(found) if bucket.to == bucket_of(bucket.resource) else passed(found)


@check(
    id="bucket-lifecycle",
    title="Objects are kept for ever",
    severity=Severity.LOW,
    fix="Add a lifecycle rule that expires objects when the reason to keep them has ended.",
    cites=(Cite("AWS FSBP", "S3.13"),),
    playbook="exposed-bucket",
    good=BucketLifecycle(rules=2, enabled=1, expiring=1, everywhere=True),
    bad=BucketLifecycle(rules=1, enabled=1),
)
def lifecycle(bucket: BucketLifecycle) -> Verdict:
    """Data that was deleted in time cannot be stolen."""
    found = f"{bucket.enabled} of {bucket.rules} lifecycle rules are enabled, {bucket.expiring} delete objects"
    if bucket.expiring and not bucket.everywhere:
        return failed(f"{found}, and only some of the objects")
    return passed(found) if bucket.expiring else failed(found)


@check(
    id="bucket-tls-only",
    title="The bucket answers requests that are not encrypted",
    severity=Severity.MEDIUM,
    fix="Deny s3:* to everybody on the bucket and its objects when aws:SecureTransport is false.",
    cites=(Cite("CIS AWS v3.0", "2.1.1"), Cite("AWS FSBP", "S3.5")),
    playbook="exposed-bucket",
    good=BucketPolicy(resource="bucket:exports", document=TLS_ONLY),
    bad=BucketPolicy(resource="bucket:exports", document=TLS_ONLY.replace("s3:::exports/", "s3:::other/")),
)
def tls_only(policy: BucketPolicy) -> Verdict:
    """A client that is set up wrongly sends customers' data, and its own signature, in the clear."""
    gaps = tls_gaps(parse(policy.document), Scope.bucket(bucket_of(policy.resource) or ""))
    return failed(f"not refused without TLS: {', '.join(gaps)}") if gaps else passed("refused without TLS")


@check(
    id="bucket-object-lock",
    title="Objects can be deleted before their time",
    severity=Severity.LOW,
    holds=Step.DESTROY,
    fix="Keep backups in a bucket with object lock and a default retention as long as a break-in may go unnoticed.",
    cites=(Cite("AWS FSBP", "S3.15"),),
    playbook="ransomware",
    good=BucketObjectLock(enabled=True, mode="COMPLIANCE", days=35),
    bad=BucketObjectLock(enabled=True),
)
def object_lock(bucket: BucketObjectLock) -> Verdict:
    """Retention is what an attacker with every permission still cannot delete."""
    if not bucket.enabled:
        return failed("object lock is off")
    found = f"new objects are kept {bucket.days} days ({bucket.mode or 'no mode'})"
    return passed(found) if bucket.days and bucket.mode else failed(f"{found}: no default retention")
