"""Where the data is, who the people are, and whether the list of it is current."""

from toolkit.core import Cite, CloudPolicy, Severity, Verdict, check, failed, not_applicable, passed
from toolkit.core.inventory import DataClass
from toolkit.core.resource import bucket_of
from toolkit.facts.cloud import Bucket, BucketEncryption
from toolkit.facts.register import DatasetPlaces, DatasetResidence, RegisterAge

PLAYBOOK = "personal-data-breach"


@check(
    id="dataset-residence-unknown",
    title="It is not known in which countries the people live",
    severity=Severity.MEDIUM,
    fix="Fill in `people = { TH = 90000, DE = 30000 }` of the [[dataset]].",
    cites=(Cite("GDPR", "Art. 33(3)(a)"),),
    playbook=PLAYBOOK,
    good=DatasetResidence(people=100, records=100),
    bad=DatasetResidence(people=0, records=100),
)
def residence(dataset: DatasetResidence) -> Verdict:
    """Which laws and languages a breach calls for depends on it, and the clock runs while it is found out."""
    if dataset.records == 0:
        return not_applicable("it holds no record")
    return passed(f"{dataset.people} people by country") if dataset.people else failed("no country is declared")


@check(
    id="special-data-beside-ordinary",
    title="Special categories of data lie in a store with ordinary data",
    severity=Severity.HIGH,
    fix="Give the more sensitive data a store of its own, with fewer people and an own key.",
    cites=(Cite("GDPR", "Art. 32(1)"), Cite("NIST 800-53r5", "SC-4")),
    playbook=PLAYBOOK,
    good=DatasetPlaces(data_class=DataClass.SPECIAL, stores=("clinic",)),
    bad=DatasetPlaces(data_class=DataClass.SPECIAL, stores=("crm",), beside=("customers",)),
)
def beside(dataset: DatasetPlaces) -> Verdict:
    """Everybody who may use the ordinary data can then reach the rest, and so can whoever becomes one of them."""
    if dataset.data_class is not DataClass.SPECIAL:
        return not_applicable(f"it is declared {dataset.data_class}")
    if dataset.beside:
        return failed(f"in {', '.join(dataset.stores)} together with {', '.join(dataset.beside)}")
    return passed(f"alone in {', '.join(dataset.stores)}")


@check(
    id="register-overdue",
    title="A register was not brought up to date in its interval",
    severity=Severity.MEDIUM,
    fix="Export it anew from where it is kept, and look through what changed.",
    cites=(Cite("GDPR", "Art. 30"),),
    playbook=PLAYBOOK,
    good=RegisterAge(age_days=30, interval_days=90),
    bad=RegisterAge(age_days=200, interval_days=90),
)
def overdue(register: RegisterAge) -> Verdict:
    """Who joined, who left and what was collected since then is not in it."""
    words = f"{register.age_days} days old, meant to be at most {register.interval_days}"
    return failed(words) if register.age_days > register.interval_days else passed(words)


@check(
    id="bucket-undeclared",
    title="A bucket is in no list of stores",
    severity=Severity.MEDIUM,
    fix="Declare it as a [[store]] with its datasets, or delete it.",
    cites=(Cite("GDPR", "Art. 30"), Cite("NIST 800-53r5", "CM-8")),
    playbook="exposed-bucket",
    good=Bucket(resource="bucket:exports", name="exports"),
    bad=Bucket(resource="bucket:old-copy", name="old-copy"),
    policy_for_examples=CloudPolicy(classes={"exports": "personal"}),
)
def undeclared(bucket: Bucket, policy: CloudPolicy) -> Verdict:
    """The copy that nobody remembers is the one that is found first."""
    return passed("declared as a store") if bucket.name in policy.classes else failed("in no [[store]]")


@check(
    id="special-data-without-own-key",
    title="Special categories of data are not encrypted with a key of their own",
    severity=Severity.HIGH,
    fix="Set default encryption of the bucket to SSE-KMS with a customer managed key, then re-encrypt what is there.",
    cites=(Cite("GDPR", "Art. 32(1)(a)"),),
    playbook="exposed-bucket",
    good=BucketEncryption(resource="bucket:clinic", algorithm="aws:kms", key="arn:aws:kms:x:111122223333:key/1a2b"),
    bad=BucketEncryption(resource="bucket:clinic", algorithm="AES256"),
    policy_for_examples=CloudPolicy(classes={"clinic": "special"}),
)
def own_key(bucket: BucketEncryption, policy: CloudPolicy) -> Verdict:
    """A second permission stands before the data then, each use of the key is on record, and one switch stops all."""
    declared = policy.classes.get(bucket_of(bucket.resource) or "", "")
    if declared != DataClass.SPECIAL:
        return not_applicable(f"declared {declared}" if declared else "it is declared to hold no special category")
    own = bucket.algorithm.startswith("aws:kms") and bucket.key and "alias/aws/" not in bucket.key
    found = f"default encryption is {bucket.algorithm or 'not set'}"
    return passed(f"{found} with {bucket.key}") if own else failed(found)
