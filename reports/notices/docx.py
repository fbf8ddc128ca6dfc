"""The letter as a Word document, with styles, languages and real lists, so that people can go on working with it."""

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import docx as word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from reports.inert import inert
from reports.notices.html import SCHEMES
from toolkit.core.notice import Block, BlockKind, Document, Language, Letterhead, Piece

STYLES = {
    BlockKind.TITLE: "Heading 1",
    BlockKind.HEADING: "Heading 2",
    BlockKind.SUBHEADING: "Heading 3",
    BlockKind.PARAGRAPH: "Normal",
    BlockKind.ITEM: "List Bullet",
    BlockKind.STEP: "List Number",
}

LATIN, COMPLEX = "Arial", "Tahoma"
"""Fonts that Word has on every system; Tahoma for Thai and other scripts that Word calls complex."""

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_ZIP_TIME = (2000, 1, 1, 0, 0, 0)


def docx(document: Document, letterhead: Letterhead | None, language: Language, *, mark: str = "") -> bytes:
    """The document; the same input gives the same bytes. `mark`: for its metadata, where it came from."""
    made = word.Document()
    _set_up(made, document, letterhead, language)
    made.core_properties.comments = mark
    if letterhead:
        _head(made.sections[0].header, letterhead, language)
    for block in document.blocks:
        _block(made, block, language)
    out = io.BytesIO()
    made.save(out)
    return _without_times(out.getvalue())


def _set_up(made: Any, document: Document, letterhead: Letterhead | None, language: Language) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    about = made.core_properties
    about.title, about.language = inert(document.title, 250), language.code
    about.author = about.last_modified_by = inert(letterhead.name, 250) if letterhead else ""
    about.keywords = about.subject = ""
    about.created = about.modified = _LONG_AGO
    for name in STYLES.values():
        style = made.styles[name]
        style.font.name = LATIN
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if key.endswith("Theme")]:
            del fonts.attrib[theme]
        for key, font in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", COMPLEX), ("eastAsia", LATIN)):
            fonts.set(qn(f"w:{key}"), font)
    made.styles["Normal"].font.size = Pt(11)


def _head(header: Any, letterhead: Letterhead, language: Language) -> None:
    paragraph = header.paragraphs[0]
    if letterhead.logo:
        picture = paragraph.add_run().add_picture(io.BytesIO(letterhead.logo), height=Cm(1.4))
        picture._inline.docPr.set("descr", letterhead.name)  # noqa: SLF001 no public name for the alternative text
    else:
        _run(paragraph, Piece(letterhead.name, strong=True), language)
    lines = [one for one in (letterhead.address, letterhead.phone, letterhead.mail, letterhead.website) if one]
    if lines:
        _run(header.add_paragraph(), Piece("  \u00b7  ".join(lines)), language)


def _block(made: Any, block: Block, language: Language) -> None:
    paragraph = made.add_paragraph(style=STYLES[block.kind])
    if language.direction == "rtl":
        paragraph._p.get_or_add_pPr().append(OxmlElement("w:bidi"))  # noqa: SLF001 python-docx has no other door
    for piece in block.pieces:
        if piece.href.startswith(SCHEMES):
            _link(paragraph, piece, language)
        else:
            _run(paragraph, piece, language)


def _run(paragraph: Any, piece: Piece, language: Language) -> Any:
    run = paragraph.add_run(inert(piece.text, len(piece.text)))
    properties = run._r.get_or_add_rPr()  # noqa: SLF001 likewise
    if piece.strong:
        run.bold = run.font.cs_bold = True
    if piece.missing:
        run.font.highlight_color = 7  # yellow
    if language.direction == "rtl":
        run.font.rtl = True
    tag = OxmlElement("w:lang")
    for key in ("val", "bidi"):
        tag.set(qn(f"w:{key}"), language.code)
    properties.append(tag)
    return run


def _link(paragraph: Any, piece: Piece, language: Language) -> None:
    target = paragraph.part.relate_to(piece.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), target)
    run = _run(paragraph, piece, language)
    run.font.underline = True
    paragraph._p.append(link)  # noqa: SLF001 likewise
    link.append(run._r)  # noqa: SLF001 likewise


def _without_times(raw: bytes) -> bytes:
    """The same archive, whenever it was written."""
    out = io.BytesIO()
    keep: Callable[[zipfile.ZipInfo], zipfile.ZipInfo] = lambda info: zipfile.ZipInfo(info.filename, _ZIP_TIME)  # noqa: E731
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(keep(info), old.read(info), zipfile.ZIP_DEFLATED)
    return out.getvalue()
