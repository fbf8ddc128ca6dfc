"""`playbook export` and `playbook import`: to and from other tools, as CACAO 2.0."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolkit.cli.options import Config, State, settings_of
from toolkit.core.errors import Problem, UserError

if TYPE_CHECKING:
    from toolkit.usecase.exchange import Taken


def add_to(group: typer.Typer) -> None:
    """Add both commands to a group."""
    group.command("export", epilog="Example: breachready playbook export exposed-bucket --cacao --out bucket.json")(
        give
    )
    group.command("import", epilog="Example: breachready playbook import theirs.json --key theirs.pem")(take)


def give(
    playbook: Annotated[str, typer.Argument(help="Its id, id@version, or a file.")],
    *,
    cacao: Annotated[bool, typer.Option("--cacao", help="As CACAO 2.0, the only form there is.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; without it, standard output.")] = None,
    sign: Annotated[Path | None, typer.Option("--sign", help="Private key (PEM) to sign with.")] = None,
    signee: Annotated[str, typer.Option("--signee", help="Who signs, as the signature says.")] = "breachready",
    tlp: Annotated[str, typer.Option("--tlp", help="CLEAR, GREEN, AMBER, AMBER+STRICT or RED.")] = "AMBER",
    config: Config = None,
    state: State = None,
) -> None:
    """Write a playbook for other tools, without secrets. What they will not see of it is said on stderr."""
    from toolkit.usecase.exchange import give as run, text  # noqa: I001, PLC0415  imports stay lazy

    if not cacao:
        raise UserError(Problem("--cacao", "", "is missing; it is the only form there is"))
    made = run(settings_of(config, state), playbook, tlp=tlp, key=sign, signee=signee, now=datetime.now(UTC))
    if out is None:
        typer.echo(text(made.document), nl=False)
    else:
        try:
            out.write_text(text(made.document), encoding="utf-8")
        except OSError as error:
            raise UserError(Problem(str(out), "", error.strerror or str(error))) from error
    for place in made.secrets:
        typer.echo(f"breachready: {place}: looked like a secret and was taken out", err=True)
    for lost in made.lost:
        typer.echo(f"breachready: only with our extension: {lost}", err=True)


def take(
    file: Annotated[Path, typer.Argument(help="A CACAO 2.0 document.")],
    *,
    key: Annotated[
        Path | None, typer.Option("--key", help="Public key or certificate (PEM) that must have signed it.")
    ] = None,
    adopt: Annotated[
        Path | None, typer.Option("--adopt", help="Folder to write it to as a playbook of yours.")
    ] = None,
    config: Config = None,
    state: State = None,
) -> None:
    """Read and judge a playbook of others. Its commands are never run; they are text for a person."""
    from toolkit.usecase.exchange import take as run  # noqa: PLC0415  imports stay lazy

    found = run(settings_of(config, state), file, key=key, into=adopt, now=datetime.now(UTC))
    for line in _told(found):
        typer.echo("".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line))


def _told(found: "Taken") -> list[str]:
    playbook = found.adopted.playbook
    lines = [f"{playbook.id}: {playbook.title} ({len(playbook.step)} steps)"]
    good = [one for one in found.verdicts if one.good]
    lines += [f"signed by {one.signee}, with the key given" for one in good]
    if found.signed and not good:
        lines.append("signed, and not checked: --key says whom to trust")
    lines += [f"warning: {fault}" for fault in found.warnings]
    lines += [f"lost: {one}" for one in found.adopted.lost]
    lines.append(f"adopted as {found.file}" if found.file else "nothing was written; --adopt FOLDER makes it yours")
    return lines
