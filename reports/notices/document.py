"""Notices as JSON documents, for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.core.incident import stamp
from toolkit.core.notice import Approval, Field, Notice, Rules, Template
from toolkit.core.notice.fault import Fault


def kind(template: Template, digest: str, where: str) -> dict[str, Any]:
    """A kind, with its form."""
    return {
        "kind": template.kind,
        "version": template.version,
        "digest": digest,
        "title": template.title,
        "audience": template.audience.value,
        "purpose": template.purpose,
        "languages": list(template.text),
        "limit": template.limit.value if template.limit else None,
        "reviewed_on": template.reviewed_on.isoformat(),
        "review_by": template.review_by.isoformat(),
        "from": where,
        "fields": [field(one) for one in template.fields.values()],
    }


def field(one: Field) -> dict[str, Any]:
    """A field, with everything that a form needs."""
    return {
        "id": one.id,
        "type": one.type.value,
        "label": one.label,
        "help": one.help,
        "given_by": one.given_by,
        "required": one.required,
        "may_be_unknown": one.may_be_unknown,
        "each_language": one.worded,
        "max_length": one.longest,
        "filled_from": one.filled_from.value if one.filled_from else None,
        "says": [topic.value for topic in one.says],
        "example": dict(one.example),
    }


def law(one: Rules) -> dict[str, Any]:
    """What a law says of the letter."""
    return {
        "id": one.id,
        "name": one.name,
        "kinds": list(one.kinds),
        "required": [topic.value for topic in one.required],
        "forbidden": [topic.value for topic in one.forbidden],
        "title": dict(one.title),
        "headings": {code: list(names) for code, names in one.headings.items()},
        "citation": one.citation,
        "source": one.source,
        "confirmed": one.confirmed,
    }


def fault(one: Fault) -> dict[str, Any]:
    """What a rule has to say."""
    return {
        "rule": one.rule,
        "weight": one.weight.value,
        "language": one.language or None,
        "line": one.line or None,
        "sentence": one.sentence or None,
        "what": one.what,
        "do": one.do,
    }


def notice(one: Notice, digest: str, lacking: Sequence[str], texts: Mapping[str, str]) -> dict[str, Any]:
    """A draft: values, texts, approvals, and what is missing until it may go out."""
    return {
        "notice": one.id,
        "kind": one.kind,
        "template": one.template,
        "languages": list(one.languages),
        "laws": list(one.rules),
        "digest": digest,
        "changes": one.changes,
        "values": {
            name: {
                "words": dict(value.words),
                "unknown_until": value.unknown_until.isoformat() if value.unknown_until else None,
                "by": value.by,
                "at": stamp(value.at) if value.at else None,
            }
            for name, value in one.values.items()
        },
        "texts": dict(texts),
        "approvals": [approval(yes, digest) for yes in one.approvals],
        "voided": [
            {"by": gone.by, "at": stamp(gone.at), "why": gone.why, "roles": [yes.role for yes in gone.approvals]}
            for gone in one.voided
        ],
        "lacking": list(lacking),
        "approved": not lacking,
    }


def approval(one: Approval, digest: str) -> dict[str, Any]:
    """A yes, and whether it is of the bytes as they are now."""
    return {
        "role": one.role,
        "by": one.by,
        "at": stamp(one.at),
        "digest": one.digest,
        "stands": one.digest == digest,
        "despite": one.despite or None,
    }
