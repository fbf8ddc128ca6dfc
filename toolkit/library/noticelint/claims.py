"""Statements about what happened that no recorded fact backs.

A template's own sentence may promise, ask, name and thank. One that says what became of the data or what was done
must show a field, or stand under the condition that one is given. What people typed is a fact of theirs; but a count
in it must be one that is recorded, and what it says of encryption or of an end must fit the field for that.
"""

import re
from collections.abc import Iterator

from toolkit.core.notice import Block, BlockKind, FieldType
from toolkit.core.notice.fault import Fault, Weight
from toolkit.library.noticelint.sentences import with_fields
from toolkit.library.noticelint.subject import Subject

_THING = (
    r"(?:data|details|information|files?|records?|passwords?|cards?|accounts?|systems?|servers?|breach|attackers?"
    r"|nobody)"
)
_FATE = (
    r"(?:encrypted|safe|secure|stolen|accessed|taken|copied|seen|read|misused|lost|deleted|restored|recovered|affected"
    r"|contained|stopped|fixed|closed|over)"
)
_DEED = (
    r"(?:closed|fixed|stopped|contained|told|reported|notified|informed|reset|changed|removed|deleted|checked"
    r"|investigated|found|engaged|hired|improved|strengthened|restored|recovered)"
)

CLAIMS = {
    "en": (
        re.compile(rf"\b{_THING}\b[^.]*\b(?:is|are|was|were|has|have|had|remains?)\b[^.]*\b{_FATE}\b", re.IGNORECASE),
        re.compile(rf"\bwe (?:have |had |also |then |immediately |already )*{_DEED}\b", re.IGNORECASE),
        re.compile(r"\bno (?:data|passwords?|card|customer|personal|one|evidence|sign)\b", re.IGNORECASE),
    ),
    "th": (
        re.compile(
            "(?:ข้อมูล|ไฟล์|รหัสผ่าน|ระบบ)[^ ]*(?:ถูก|ได้รับการ|ไม่ได้|ยัง)[^ ]*(?:เข้ารหัส|ขโมย|เข้าถึง|ลบ|ปลอดภัย|แก้ไข|ดาวน์โหลด)"
        ),
        re.compile("(?:เรา|บริษัท)(?:ได้)?(?:ปิด|แก้ไข|ระงับ|ลบ|รายงาน|แจ้งความ|ตรวจสอบ|ปรับปรุง|เปลี่ยน)[^ ]*(?:แล้ว|เรียบร้อย)"),
        re.compile("(?:ไม่มี|ไม่พบ)(?:ข้อมูล|หลักฐาน|รหัสผ่าน|การ)"),
    ),
}
"""How a statement of fact sounds, by language."""

COUNTED = {
    "en": re.compile(
        r"\b(\d[\d,. ]*?\d|\d)\s+(?:people|persons|customers|users|accounts|records|files|patients|employees|guests"
        r"|members|passengers|bookings|cards|passwords|individuals|residents)\b",
        re.IGNORECASE,
    ),
    "th": re.compile(r"(\d[\d,.]*\d|\d)\s*(?:คน|ราย|บัญชี|ไฟล์|ระเบียน)"),
}

HEADINGS = (BlockKind.TITLE, BlockKind.HEADING, BlockKind.SUBHEADING)
_ASKING = re.compile(r"(?:what|which|who|whom|how|when|where|why|is|if)\b", re.IGNORECASE)
"""A heading that begins like this announces; it states nothing."""

NEEDS = (
    (re.compile(r"\b(?:un)?encrypt|เข้ารหัส", re.IGNORECASE), "how_protected"),
    (re.compile(r"\b(?:contained|stopped|is over|closed the)\b|ระงับเหตุได้|ปิดการเข้าถึง", re.IGNORECASE), "contained_at"),
)
"""What somebody wrote, and the field in which that is recorded, where the notice has it."""


def claims(subject: Subject) -> Iterator[Fault]:
    """Every statement of fact shows a field, or hangs on one; every typed one fits the field that records it."""
    for code, block in subject.blocks():
        patterns = CLAIMS.get(code)
        if patterns is None:
            continue
        asking = block.kind in HEADINGS and _ASKING.match(block.text)
        for sentence, fields in with_fields(block):
            if not asking and not fields | block.under and any(one.search(sentence) for one in patterns):
                yield _unbacked(code, block, sentence)
            for pattern, name in NEEDS:
                if fields - {name} and pattern.search(_typed(subject, block)) and _open(subject, name):
                    yield _not_recorded(code, block, sentence, name)
    for code in subject.documents:
        if code not in CLAIMS:
            yield Fault(
                rule="claim",
                weight=Weight.TELLS,
                language=code,
                what="statements of fact are not looked for in this language",
                do="read it for statements that no field backs",
            )


def numbers(subject: Subject) -> Iterator[Fault]:
    """A count of people or records in a sentence is one that is recorded."""
    known = set(_recorded(subject))
    for code, block in subject.blocks():
        for found in COUNTED[code].finditer(block.text) if code in COUNTED else ():
            count = re.sub(r"\D", "", found[1])
            if int(count) not in known:
                yield Fault(
                    rule="number",
                    weight=Weight.STOPS,
                    language=code,
                    line=block.line,
                    sentence=block.text,
                    what=f"{found[0]!r} is recorded nowhere",
                    do="give it as a field (people_count, record_count) or take it out",
                )


def _recorded(subject: Subject) -> Iterator[int]:
    for name, value in subject.values.items():
        field = subject.template.fields.get(name)
        if field and field.type is FieldType.NUMBER:
            yield from (int(words) for words in value.words.values())
    for text in subject.recorded.values():
        plain = text.replace(",", "").strip()
        if plain.isascii() and plain.isdigit():
            yield int(plain)


def _typed(subject: Subject, block: Block) -> str:
    """What somebody wrote in this block, in their own words."""
    worded = {name for name, field in subject.template.fields.items() if field.worded}
    return " ".join(piece.text for piece in block.pieces if piece.field in worded and not piece.unknown)


def _open(subject: Subject, name: str) -> bool:
    """Whether the notice has this field and its value is not known."""
    if name not in subject.template.fields or name in subject.left_out():
        return False
    value = subject.values.get(name)
    return value is None or value.unknown


def _unbacked(code: str, block: Block, sentence: str) -> Fault:
    return Fault(
        rule="claim",
        weight=Weight.STOPS,
        language=code,
        line=block.line,
        sentence=sentence,
        what="states a fact that no field records",
        do="put a field in its place, or take the sentence out",
    )


def _not_recorded(code: str, block: Block, sentence: str, name: str) -> Fault:
    return Fault(
        rule="claim",
        weight=Weight.STOPS,
        language=code,
        line=block.line,
        sentence=sentence,
        what=f"says what {name} should record, and that is not known",
        do=f"set {name}, or take the statement out",
    )
