"""The actions of S3 that matter in a bucket's or access point's policy, by what they let somebody do.

From the service authorization reference for Amazon S3. An action that is not listed here is judged by its verb.
"""

from toolkit.facts.cloud import Use

_READ = """getobject getobjectversion getobjecttorrent getobjectversiontorrent getobjectversionforreplication
    getobjectattributes getobjectversionattributes"""
_OBJECT_SETTINGS = """getobjectacl getobjectversionacl getobjecttagging getobjectversiontagging getobjectretention
    getobjectlegalhold listmultipartuploadparts"""
_OBJECT_WRITE = """putobject putobjectacl putobjectversionacl deleteobject deleteobjectversion abortmultipartupload
    putobjecttagging putobjectversiontagging deleteobjecttagging deleteobjectversiontagging putobjectretention
    putobjectlegalhold bypassgovernanceretention restoreobject replicateobject replicatedelete replicatetags
    objectowneroverridetobucketowner initiatereplication updateobjectencryption"""
_LIST = "listbucket listbucketversions listbucketmultipartuploads"
_BUCKET_SETTINGS = """getaccelerateconfiguration
    getanalyticsconfiguration getbucketacl getbucketcors getbucketlocation
    getbucketlogging getbucketnotification getbucketobjectlockconfiguration getbucketownershipcontrols getbucketpolicy
    getbucketpolicystatus getbucketpublicaccessblock getbucketrequestpayment getbuckettagging getbucketversioning
    getbucketwebsite getencryptionconfiguration getintelligenttieringconfiguration getinventoryconfiguration
    getlifecycleconfiguration getmetricsconfiguration getreplicationconfiguration listtagsforresource"""
_BUCKET_WRITE = """deletebucket deletebucketpolicy deletebucketwebsite putaccelerateconfiguration
    putanalyticsconfiguration putbucketacl putbucketcors putbucketlogging putbucketnotification
    putbucketobjectlockconfiguration putbucketownershipcontrols putbucketpolicy putbucketpublicaccessblock
    putbucketrequestpayment putbuckettagging putbucketversioning putbucketwebsite putencryptionconfiguration
    putintelligenttieringconfiguration putinventoryconfiguration putlifecycleconfiguration putmetricsconfiguration
    putreplicationconfiguration tagresource untagresource"""


def _named(words: str) -> tuple[str, ...]:
    return tuple(f"s3:{word}" for word in words.split())


ON_OBJECTS: dict[str, Use] = {
    **dict.fromkeys(_named(_OBJECT_WRITE), Use.WRITE),
    **dict.fromkeys(_named(_READ), Use.READ),
    **dict.fromkeys(_named(_OBJECT_SETTINGS), Use.SETTINGS),
}
"""Actions whose resource is an object, in lower case."""

ON_BUCKET: dict[str, Use] = {
    **dict.fromkeys(_named(_BUCKET_WRITE), Use.WRITE),
    **dict.fromkeys(_named(_LIST), Use.LIST),
    **dict.fromkeys(_named(_BUCKET_SETTINGS), Use.SETTINGS),
}
"""Actions whose resource is the bucket itself, in lower case."""

KNOWN = {**ON_OBJECTS, **ON_BUCKET}


def use_of_unknown(pattern: str) -> Use:
    """What an action that is not listed may do, in the worst reading of its verb."""
    verb = pattern.removeprefix("s3:")
    if verb.startswith("get"):
        return Use.READ
    return Use.LIST if verb.startswith("list") else Use.WRITE
