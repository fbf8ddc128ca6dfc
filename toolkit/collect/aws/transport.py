"""A limit on every answer. botocore reads whatever comes; a hostile or broken endpoint sends for ever."""

import time
from collections.abc import Iterator
from typing import Any

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ConnectionClosedError, HTTPClientError, ReadTimeoutError
from urllib3.exceptions import HTTPError
from urllib3.exceptions import ReadTimeoutError as SlowBody

ANSWER_BYTES = 8 * 1024 * 1024
"""A full page of 1,000 buckets is about 150 KB."""
ANSWER_SECONDS = 20.0
_CHUNK = 64 * 1024


class AnswerTooLarge(HTTPClientError):  # type: ignore[misc]
    """More than an answer of S3 can be, or slower than one may be."""

    fmt = "the answer from {url} is longer than {limit} bytes or takes longer than {seconds} seconds"


def bound_answers(client: Any) -> None:
    """Make the client read no more than `ANSWER_BYTES` of any answer, in no more than `ANSWER_SECONDS`."""
    session = client._endpoint.http_session  # noqa: SLF001  the session botocore configured with proxies and CA

    def send(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        request.stream_output = True
        answer = session.send(request)
        try:
            body = b"".join(_limited(answer.raw, request.url))
        except SlowBody as error:
            raise ReadTimeoutError(endpoint_url=request.url, error=error) from error
        except HTTPError as error:
            raise ConnectionClosedError(endpoint_url=request.url, error=error, request=request) from error
        answer.raw.release_conn()
        answer._content = body  # noqa: SLF001  where AWSResponse keeps what it has read
        return answer

    client.meta.events.register_last("before-send", send)


def one_address(client: Any) -> None:
    """Ask S3 Control at the endpoint as it was given.

    boto3 would put the account's number before the host's name, which nobody but AWS has in its DNS; the number is
    in a header as well.
    """

    def strip(params: dict[str, Any], **_: Any) -> None:
        account = params["headers"].get("x-amz-account-id", "")
        params["url"] = params["url"].replace(f"://{account}.", "://", 1)

    client.meta.events.register_last("before-call.s3-control", strip)


def _limited(raw: Any, url: str) -> Iterator[bytes]:
    begun, read = time.monotonic(), 0
    for chunk in raw.stream(_CHUNK):
        read += len(chunk)
        if read > ANSWER_BYTES or time.monotonic() - begun > ANSWER_SECONDS:
            raw.close()
            raise AnswerTooLarge(url=url.split("?", 1)[0], limit=ANSWER_BYTES, seconds=ANSWER_SECONDS)
        yield chunk
