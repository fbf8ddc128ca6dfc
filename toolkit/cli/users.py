"""`users`: accounts of the web, from the terminal. The first administrator is made here."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from toolkit.cli.options import AsJson, Config, State, print_json, say, settings_of

app = typer.Typer(help="Accounts of the web.", no_args_is_help=True, rich_markup_mode=None)

Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name, as in ada.lovelace.")]
Roles = Annotated[list[str] | None, typer.Option("--role", "-r", help="A role; may be repeated.")]
FromInput = Annotated[bool, typer.Option("--password-from-stdin", help="Read the password from standard input.")]


@contextmanager
def _accounts(config: Config, state: State) -> Iterator[None]:
    """Django set up and the database open, for accounts alone."""
    from toolkit.web.house import opened  # noqa: PLC0415  imports stay lazy, so that --help is quick
    from toolkit.web.serving import migrate, set_up  # noqa: PLC0415

    settings = settings_of(config, state)
    set_up(settings)
    with opened(config, state, settings):
        migrate(settings)
        yield


@app.command(epilog="Example: breachready users add ada.lovelace --role administrator")
def add(
    name: Name,
    *,
    role: Roles = None,
    mail: Annotated[str, typer.Option("--mail", help="The address.")] = "",
    password_from_stdin: FromInput = False,
    config: Config = None,
    state: State = None,
) -> None:
    """Make an account. At a terminal the password is asked for; otherwise one is made up and printed once."""
    password = _password(from_input=password_from_stdin)
    with _accounts(config, state):
        from toolkit.web import audit  # noqa: PLC0415  models are there only now
        from toolkit.web.accounts import people  # noqa: PLC0415

        made, given = people.add(name, mail, role or (), password)
        audit.record(
            None, "account made", about=f"{made.username}: {', '.join(role or ())}", outcome=audit.DONE, who=_me()
        )
    if not password:
        typer.echo(given)
    say(f"breachready: {made.username} can log in; the first login asks for a second factor")


@app.command("list", epilog="Example: breachready users list --json")
def listed(*, config: Config = None, state: State = None, as_json: AsJson = False) -> None:
    """List accounts, their roles and second factors."""
    with _accounts(config, state):
        from toolkit.web.accounts.people import everybody  # noqa: PLC0415

        rows = [
            {
                "name": one.user.username,
                "mail": one.user.email,
                "active": one.user.is_active,
                "roles": list(one.roles),
                "factors": list(one.factors),
                "last_login": one.user.last_login.isoformat() if one.user.last_login else None,
            }
            for one in everybody()
        ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        state_of = "" if row["active"] else "  (closed)"
        typer.echo(f"{row['name']:<24} {', '.join(row['roles']) or 'no role'}{state_of}")


@app.command(epilog="Example: breachready users roles ada.lovelace --role engineer --role responder")
def roles(name: Name, *, role: Roles = None, config: Config = None, state: State = None) -> None:
    """Give these roles and no others."""
    _change(
        name,
        "roles set",
        config,
        state,
        lambda people, user: people.set_roles(user, role or ()),
        words=", ".join(role or ()),
    )


@app.command(epilog="Example: breachready users password ada.lovelace")
def password(
    name: Name, *, password_from_stdin: FromInput = False, config: Config = None, state: State = None
) -> None:
    """Give another password, and end the sessions of the old one."""
    said = _password(from_input=password_from_stdin)
    given = _change(name, "password set", config, state, lambda people, user: people.new_password(user, said))
    if not said:
        typer.echo(given)


@app.command(epilog="Example: breachready users factors ada.lovelace")
def factors(name: Name, *, config: Config = None, state: State = None) -> None:
    """Remove somebody's second factors; the next login asks for a new one."""
    _change(name, "second factors removed", config, state, lambda people, user: people.forget_factors(user))


@app.command(epilog="Example: breachready users close ada.lovelace")
def close(name: Name, *, config: Config = None, state: State = None) -> None:
    """Let somebody in no more, and end every session. What was done under the name stays."""
    _change(name, "account closed", config, state, lambda people, user: people.close(user))


@app.command("open", epilog="Example: breachready users open ada.lovelace")
def reopen(name: Name, *, config: Config = None, state: State = None) -> None:
    """Let somebody in again."""
    _change(name, "account opened", config, state, lambda people, user: people.reopen(user))


def _change(name: str, did: str, config: Config, state: State, act: object, *, words: str = "") -> str:
    with _accounts(config, state):
        from toolkit.web import audit  # noqa: PLC0415
        from toolkit.web.accounts import people  # noqa: PLC0415

        user = people.named(name)
        audit.record(None, did, about=f"{user.username} {words}".strip(), who=_me())
        found = act(people, user)  # type: ignore[operator]
    say(f"breachready: {name}: {did}")
    return found or ""


def _me() -> str:
    import getpass  # noqa: PLC0415

    try:
        return f"terminal: {getpass.getuser()}"
    except (OSError, KeyError, ImportError):
        return "terminal"


def _password(*, from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline(1024).rstrip("\r\n")
    if sys.stdin.isatty():
        return str(
            typer.prompt(
                "Password (12 letters or more; empty: one is made up)",
                default="",
                hide_input=True,
                show_default=False,
            )
        )
    return ""
