"""Review: asked for, given for exact bytes by the configured roles, taken back."""

from pathlib import Path

from toolkit.config.settings import Settings
from toolkit.core.errors import Problem, UserError
from toolkit.core.incident import Kind
from toolkit.core.incident.gate import same_person
from toolkit.library.noticelint import Weight
from toolkit.usecase.incident.inorder import running
from toolkit.usecase.incident.session import Clock, Record, Said, View, real_clock, recording
from toolkit.usecase.notice.seen import Seen, meant, see
from toolkit.usecase.notice.shelf import keep_bytes, library


def ask(settings: Settings, folder: Path, id: str, said: Said, *, clock: Clock = real_clock) -> View:
    """Ask the reviewers. What they are asked to read is kept. Raises `UserError` while a value is missing."""
    shelf = library(settings)
    with recording(folder, clock) as record:
        running(record.incident)
        seen = see(settings, folder, record.incident, id, shelf)
        _whole(seen)
        _keep(folder, seen)
        data = {"notice": id, "digest": seen.digest, "roles": list(seen.reviewers)}
        record.write(Kind.NOTICE_ASKED, said, data=data)
        return record.view()


def approve(
    settings: Settings,
    folder: Path,
    id: str,
    said: Said,
    *,
    role: str,
    digest: str = "",
    despite: str = "",
    vouched: bool = False,
    clock: Clock = real_clock,
) -> View:
    """Say yes to exactly these bytes, in a role. Raises `UserError` when that may not be.

    `digest`: of what the reviewer read (or its first 12 digits at least); a notice that has changed since is refused.
    `vouched`: that this person has the role is known otherwise (in the browser, from an account's roles), so the
    inventory's contacts, which name people and not accounts, are not asked.
    `despite`: why, although the lint has something against it. A missing value cannot be approved at all.
    """
    shelf = library(settings)
    with recording(folder, clock) as record:
        running(record.incident)
        seen = see(settings, folder, record.incident, id, shelf)
        _whole(seen)
        _read(seen, digest)
        _may(settings, record, role, said, vouched=vouched)
        data = {"notice": id, "digest": seen.digest, "role": role, **_despite(seen, despite)}
        _keep(folder, seen)
        record.write(Kind.NOTICE_APPROVED, said, data=data)
        return record.view()


def void(folder: Path, id: str, said: Said, *, clock: Clock = real_clock) -> View:
    """Take back every approval of a notice, with the reason in the note."""
    if not said.note.strip():
        raise UserError(Problem("--note", "", "expected why"))
    with recording(folder, clock) as record:
        running(record.incident)
        if not meant(record.incident, id).approvals:
            raise UserError(Problem(id, "", "nobody has approved it"))
        record.write(Kind.NOTICE_VOIDED, said, data={"notice": id})
        return record.view()


def _whole(seen: Seen) -> None:
    problems = [
        Problem(f"{one.field.id} ({one.language})" if one.language else one.field.id, "", one.why)
        for one in seen.unresolved
    ]
    if not seen.letterhead.name:
        problems.append(Problem("breachready.toml", "organisation.name", "expected who this notice comes from"))
    if problems:
        raise UserError(problems)


def _read(seen: Seen, digest: str) -> None:
    plain = digest.removeprefix("sha256:")
    if digest and (len(plain) < 12 or not seen.digest.removeprefix("sha256:").startswith(plain)):
        words = f"is not what {seen.notice.id} is now ({seen.digest[7:19]}): read it again before you approve it"
        raise UserError(Problem("--digest", "", words))


def _may(settings: Settings, record: Record, role: str, said: Said, *, vouched: bool) -> None:
    if role not in settings.notices.reviewers:
        expected = ", ".join(settings.notices.reviewers)
        raise UserError(Problem("--role", "", f"expected one of the reviewers ({expected}), not {role[:60]!r}"))
    if vouched:
        return
    listed = [one.name for one in settings.inventory.contacts if one.role == role]
    if not listed:
        record.warnings.append(f"no [[contact]] has the role {role}: nobody can check that {said.by} does")
    elif not any(same_person(said.by, name) for name in listed):
        raise UserError(Problem("--by", "", f"the inventory's contacts for {role} are {', '.join(listed)}"))


def _despite(seen: Seen, despite: str) -> dict[str, object]:
    stopping = [f"{one.rule}: {one.what}" for one in seen.faults if one.weight is Weight.STOPS]
    if stopping and not despite.strip():
        problems = [Problem(seen.notice.id, "", words) for words in stopping]
        raise UserError([*problems, Problem("--despite", "", "says why it is approved all the same, if it is")])
    return {"despite": despite.strip(), "lacking": stopping} if stopping else {}


def _keep(folder: Path, seen: Seen) -> None:
    keep_bytes(folder, seen.digest, seen.bytes)
