"""The provider's own description of its calls, as it comes with boto3. Needs no network and no credentials."""

from functools import cache
from typing import Any

import botocore.session
from botocore.exceptions import BotoCoreError
from botocore.model import OperationNotFoundError
from botocore.validate import ParamValidator


def faults(call: str, given: dict[str, Any]) -> str:
    """What does not fit in a call's parameters; empty when all does."""
    try:
        shape = _operation(call).input_shape
    except (BotoCoreError, OperationNotFoundError) as error:
        return f"there is no such call: {error}"
    if shape is None:
        return "it takes no parameters" if given else ""
    return str(ParamValidator().validate(given, shape).generate_report())


def parameters(service: str, operation: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The required and all parameters of an operation; None when there is no such one."""
    try:
        shape = _operation(f"{service}:{operation}").input_shape
    except (BotoCoreError, OperationNotFoundError):
        return None
    return (frozenset(shape.required_members), frozenset(shape.members)) if shape else (frozenset(), frozenset())


def offers_dry_run(call: str) -> bool:
    """Whether the call itself can be tried without effect."""
    shape = _operation(call).input_shape
    return shape is not None and "DryRun" in shape.members


@cache
def _operation(call: str) -> Any:
    service, _, operation = call.partition(":")
    return botocore.session.get_session().get_service_model(service).operation_model(operation)
