"""A legal hold on one version of one object. There is no hold on a prefix: each object version is held by itself."""

from toolkit.act.aws.reach import Hands, answer
from toolkit.act.verb import CannotAct, Captured, Change, Parameter, Parameters, Plan, Rehearsal, Verb, Verified

READ, PUT, HEAD, LOCK = (
    "s3:GetObjectLegalHold",
    "s3:PutObjectLegalHold",
    "s3:HeadObject",
    "s3:GetObjectLockConfiguration",
)
NEVER_HELD = ("NoSuchObjectLockConfiguration", "ObjectLockConfigurationNotFoundError")
GONE = ("404", "NoSuchKey", "NotFound", "NoSuchVersion")


def _place(parameters: Parameters, version: str) -> dict[str, str]:
    return {"Bucket": parameters["bucket"], "Key": parameters["key"], "VersionId": version}


def _version(hands: Hands, parameters: Parameters) -> str:
    """The version that is meant, by default the newest. Raises `CannotAct` for what cannot be held."""
    bucket, key = parameters["bucket"], parameters["key"]
    lock = answer(hands.read(LOCK, absent=NEVER_HELD, Bucket=bucket)).get("ObjectLockConfiguration") or {}
    if lock.get("ObjectLockEnabled") != "Enabled":
        raise CannotAct(
            LOCK, f"{bucket} has no object lock, so nothing in it can be held: copy the object to one that has"
        )
    given = {"VersionId": parameters["version"]} if "version" in parameters else {}
    found = hands.read(HEAD, absent=GONE, Bucket=bucket, Key=key, **given)
    if found is None:
        raise CannotAct(HEAD, f"there is no object {key}; a hold is for one object version, never for a prefix")
    if key.endswith("/") and not found.get("ContentLength"):
        raise CannotAct(HEAD, f"{key} is the empty mark of a folder; what lies under it would not be held")
    version = str(found.get("VersionId") or "")
    if not version:
        raise CannotAct(HEAD, f"the answer names no version of {key}")
    return version


def _status(hands: Hands, parameters: Parameters, version: str) -> str:
    """ON or OFF. Never held is OFF: the service tells no difference in effect."""
    found = hands.read(READ, absent=NEVER_HELD, **_place(parameters, version))
    return str((answer(found).get("LegalHold") or {}).get("Status") or "OFF")


def _plan(hands: Hands, parameters: Parameters) -> Plan:
    version = _version(hands, parameters)
    words = f"{parameters['bucket']}/{parameters['key']}, version {version}"
    if _status(hands, parameters, version) == "ON":
        return Plan(changes=(), because=f"{words} is held")
    warnings = (
        "Only this version is held: other versions and other objects are not, whatever their names begin with.",
        "A newer version can still be put over it, and hides it from who asks without a version.",
        "Lifecycle rules and deletion requests do not remove it until the hold is taken off.",
    )
    return Plan(changes=(Change(call=PUT, resource=words, words="legal hold on"),), warnings=warnings)


def _capture(hands: Hands, parameters: Parameters) -> Captured:
    """The version is kept: what is newest may be another one when this is called again."""
    version = _version(hands, parameters)
    return {"was": _status(hands, parameters, version), "version": version}


def _set(hands: Hands, parameters: Parameters, captured: Captured, status: str) -> None:
    hands.change(PUT, **_place(parameters, captured["version"]), LegalHold={"Status": status})


def _act(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    _set(hands, parameters, captured, "ON")


def _verify(hands: Hands, parameters: Parameters, captured: Captured) -> Verified:
    status = _status(hands, parameters, captured["version"])
    held = "is held" if status == "ON" else "is not held"
    return Verified(so=status == "ON", words=f"version {captured['version']} of {parameters['key']} {held}")


def _rollback(hands: Hands, parameters: Parameters, captured: Captured) -> None:
    _set(hands, parameters, captured, captured["was"])


VERB = Verb(
    id="hold-object",
    title="Hold one object so that nobody can delete it",
    does="Puts a legal hold on one version of one object, in a bucket with object lock. Does not hold a prefix, a "
    "folder or other versions; does not copy it, and keeps nobody from reading it or from putting a newer "
    "version over it.",
    parameters=(
        Parameter(name="bucket", help="Name of the bucket", example="example-logs"),
        Parameter(name="key", help="The object's whole key", example="2026/11/25/access.log"),
        Parameter(
            name="version",
            help="Its version; the newest when it is left out",
            example="3sL4kqtJlcpXro",
            optional=True,
        ),
    ),
    permissions=(
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetObject",
        "s3:GetObjectLegalHold",
        "s3:GetObjectVersion",
        "s3:PutObjectLegalHold",
    ),
    rehearsal=Rehearsal.PERMISSION,
    plan=_plan,
    capture=_capture,
    act=_act,
    verify=_verify,
    rollback=_rollback,
    sources=("Amazon S3 User Guide, Locking objects with Object Lock: legal holds",),
)

VERBS = (VERB,)
