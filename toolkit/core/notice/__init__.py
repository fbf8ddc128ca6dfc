"""Notices: kinds with fields, drafts with values and approvals, documents that formats are made from. Pure."""

from toolkit.core.notice.document import Block, BlockKind, Document, Piece
from toolkit.core.notice.draft import Approval, Asked, Notice, Value, Voided, missing_approvals
from toolkit.core.notice.letterhead import Letterhead
from toolkit.core.notice.rules import Rules, clash, split, withheld
from toolkit.core.notice.template import Banned, Field, Language, Template
from toolkit.core.notice.words import ANY, LENGTHS, WORDED, FieldType, Limit, Source, Topic

__all__ = [
    "ANY",
    "LENGTHS",
    "WORDED",
    "Approval",
    "Asked",
    "Banned",
    "Block",
    "BlockKind",
    "Document",
    "Field",
    "FieldType",
    "Language",
    "Letterhead",
    "Limit",
    "Notice",
    "Piece",
    "Rules",
    "Source",
    "Template",
    "Topic",
    "Value",
    "Voided",
    "clash",
    "missing_approvals",
    "split",
    "withheld",
]
