"""Files that arrive through the browser: in chunks to a place of ours, hashed on the way, no more than is allowed.

Nothing that a browser says becomes part of a path. What is too large, or comes from somebody who may not send files,
is read to its end and thrown away, so that the browser gets a page and not a broken line.
"""

import hashlib
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from toolkit.config.settings import Settings
from toolkit.web.roles import May

FOLDER = "uploads"
FORGOTTEN = 24 * 3600
"""Seconds after which a file that a killed process left is removed."""

MEGABYTE = 1024 * 1024
SLACK = MEGABYTE
"""Bytes of a request that are not of its files."""

SENDS = frozenset({May.RESPOND, May.SEND, May.EDIT, May.DRAFT})
"""Whoever may do one of these may send files."""


class Arrived(UploadedFile):  # type: ignore[misc]  # Django ships no types
    """A file that has arrived whole. Closing it, which the end of the request does, removes it."""

    def __init__(self, file: Any, name: str, size: int, digest: str) -> None:
        super().__init__(file=file, name=name, content_type="application/octet-stream", size=size)
        self.path = Path(file.name)
        self.sha256 = digest


class Limited(FileUploadHandler):  # type: ignore[misc]
    """Django's upload handler for all pages."""

    def handle_raw_input(self, *_args: Any, **_given: Any) -> None:
        """A request begins: read the limit."""
        from toolkit.web.house import house  # noqa: PLC0415  opened after Django is set up

        self.settings = house().settings
        self.limit = self.settings.web.upload_mb * MEGABYTE
        self.taken = 0
        self.begun: Any = None

    def new_file(self, *args: Any, **given: Any) -> None:
        """A file begins."""
        super().new_file(*args, **given)
        self.begun = None
        if not SENDS & getattr(self.request, "may", frozenset()):
            raise SkipFile
        if self.taken > self.limit or _announced(self.request) > self.limit + SLACK:
            self._refuse()
        folder = place(self.settings)
        _forget(folder)
        self.begun = tempfile.NamedTemporaryFile(prefix="upload-", dir=folder)  # noqa: SIM115  lives as long as the request
        self.digest = hashlib.sha256()

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> None:
        """Write and hash it."""
        self.taken += len(raw_data)
        if self.taken > self.limit:
            self._refuse()
        self.begun.write(raw_data)
        self.digest.update(raw_data)

    def file_complete(self, file_size: int) -> Arrived:
        """It is there whole."""
        self.begun.flush()
        self.begun.seek(0)
        return Arrived(self.begun, self.file_name or "file", file_size, self.digest.hexdigest())

    def upload_interrupted(self) -> None:
        """It never became whole."""
        if self.begun is not None:
            self.begun.close()

    def _refuse(self) -> None:
        self.request.too_large = True
        self.upload_interrupted()
        raise SkipFile


def arrived(request: HttpRequest, field: str) -> list[Arrived]:
    """The files of a field."""
    return [one for one in request.FILES.getlist(field) if isinstance(one, Arrived)]


def too_large(request: HttpRequest) -> bool:
    """Whether a file of the request was larger than `[web] upload_mb`; nothing of it was kept."""
    return bool(request.FILES is not None and getattr(request, "too_large", False))


def place(settings: Settings) -> Path:
    """Where files wait while a request lasts, for our owner alone."""
    folder = settings.state / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


def _announced(request: HttpRequest) -> int:
    said = str(request.META.get("CONTENT_LENGTH") or "0")
    return int(said) if said.isdecimal() else 0


def _forget(folder: Path) -> None:
    """Remove what a killed process left."""
    for path in folder.glob("upload-*"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > FORGOTTEN:
                path.unlink()
