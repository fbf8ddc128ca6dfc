"""What went wrong with a call, in words for people. Text from the service is cut, never trusted."""

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
    SSLError,
)

from toolkit.collect.trouble import Unreadable

LONGEST = 300

THROTTLED = frozenset({
    "SlowDown", "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottled", "RequestLimitExceeded",
    "TooManyRequestsException", "TooManyRequests", "RequestThrottledException", "BandwidthLimitExceeded",
    "PriorRequestNotComplete", "EC2ThrottledException", "429", "503",
})  # fmt: skip
PASSING = frozenset({"InternalError", "ServiceUnavailable", "InternalFailure", "RequestTimeout", "500", "502", "504"})
"""Errors that may be gone at the next try."""
SIGNED_OUT = {
    "ExpiredToken": "the session has expired; sign in again",
    "ExpiredTokenException": "the session has expired; sign in again",
    "RequestExpired": "the session has expired; sign in again",
    "TokenRefreshRequired": "the session has expired; sign in again",
    "InvalidToken": "the session token is not valid",
    "InvalidAccessKeyId": "the access key is not known there",
    "InvalidClientTokenId": "the access key is not known there",
    "UnrecognizedClientException": "the access key is not known there",
    "SignatureDoesNotMatch": "the secret key does not fit the access key",
    "RequestTimeTooSkewed": "this machine's clock is wrong",
}
"""Errors that every further call would get as well."""
NOT_OFFERED = frozenset({
    "NotImplemented", "MethodNotAllowed", "XNotImplemented", "UnsupportedOperation", "UnknownOperationException",
    "InvalidAction", "501", "405",
})  # fmt: skip
NOT_OFFERED_ELSEWHERE = frozenset({
    "NoSuchBucket", "NoSuchKey", "NoSuchVersion", "InvalidBucketName", "InvalidArgument", "InvalidRequest",
    "InvalidParameterValue", "MissingParameter", "404", "400",
})  # fmt: skip
"""How a service that takes the path of an AWS-only call for a bucket's name answers it."""


class NotOffered(Unreadable):
    """The service says that it does not have this call at all. Never raised for AWS itself."""

    def __init__(self, call: str, answer: str) -> None:
        super().__init__(call, f"this service does not implement {call} ({answer})")


def code_of(error: ClientError) -> str:
    """The service's word for the error; the HTTP status where it gave none."""
    said = error.response.get("Error", {})
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", "")
    return str(said.get("Code") or status or "error")


def unreadable(call: str, error: Exception) -> Unreadable:
    """The refusal for an error of botocore, or for one of its parsers' on a hostile answer."""
    match error:
        case ClientError():
            code = code_of(error)
            said = str(error.response.get("Error", {}).get("Message") or "")
            if code in THROTTLED:
                return Unreadable(call, f"throttled ({code}), also after waiting")
            words = SIGNED_OUT.get(code, said)
            return Unreadable(call, f"{code}: {words}"[:LONGEST] if words else code)
        case NoCredentialsError():
            return Unreadable(call, "no credentials: give the account a profile, keys or a role")
        case ConnectTimeoutError() | EndpointConnectionError():
            return Unreadable(call, f"cannot connect: {error}"[:LONGEST])
        case ReadTimeoutError():
            return Unreadable(call, f"no answer in time: {error}"[:LONGEST])
        case SSLError():
            return Unreadable(call, f"the certificate cannot be trusted: {error}"[:LONGEST])
        case BotoCoreError():
            return Unreadable(call, f"{error}"[:LONGEST])
    return Unreadable(call, f"the answer cannot be understood: {type(error).__name__}: {error}"[:LONGEST])
