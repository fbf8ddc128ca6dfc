"""Accounts made, given roles and closed: by the command line and by administrators' pages alike."""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from toolkit.core.errors import Problem, UserError
from toolkit.web.roles import NAMES, Role

NAME = re.compile(r"^[a-z][a-z0-9._-]{1,63}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account as administrators see it."""

    user: User
    roles: tuple[str, ...]
    factors: tuple[str, ...]


def everybody() -> list[Person]:
    """All accounts, by name; two queries more however many."""
    users = User.objects.prefetch_related("groups", "authenticator_set").order_by("username")
    return [seen(one) for one in users]


def seen(user: User) -> Person:
    """One of them."""
    factors = {one.type for one in user.authenticator_set.all()}
    return Person(
        user=user, roles=tuple(sorted(one.name for one in user.groups.all())), factors=tuple(sorted(factors))
    )


def add(name: str, mail: str, roles: Iterable[str], password: str = "") -> tuple[User, str]:
    """Make an account. Without a password one is made up, to be told once. Raises `UserError`."""
    name = name.strip().lower()
    if not NAME.match(name):
        raise UserError(Problem("name", "", "expected small letters, digits, dots: as in ada.lovelace"))
    wanted = _roles(roles)
    if User.objects.filter(username=name).exists():
        raise UserError(Problem("name", "", f"there is an account {name!r} already"))
    made = User(username=name, email=mail.strip())
    password = _password(password, made)
    made.set_password(password)
    with transaction.atomic():
        made.save()
        made.groups.set(wanted)
    return made, password


def set_roles(user: User, roles: Iterable[str]) -> None:
    """Give these roles and no others. Raises `UserError` where nobody would be left to give roles."""
    wanted = _roles(roles)
    if Role.ADMINISTRATOR.value not in {one.name for one in wanted}:
        _somebody_else(user)
    user.groups.set(wanted)


def close(user: User) -> None:
    """The account is kept, for what it did; nobody gets in with it, and who is in is out. Raises `UserError`."""
    _somebody_else(user)
    user.is_active = False
    user.save(update_fields=("is_active",))
    for session in UserSession.objects.filter(user=user):
        session.end()


def reopen(user: User) -> None:
    """It may log in again."""
    user.is_active = True
    user.save(update_fields=("is_active",))


def forget_factors(user: User) -> None:
    """For somebody who lost the telephone: the next login asks for a new second factor."""
    Authenticator.objects.filter(user=user).delete()


def new_password(user: User, password: str = "") -> str:
    """Another password, made up where none is given; whoever is logged in with the old one is out."""
    password = _password(password, user)
    user.set_password(password)
    user.save(update_fields=("password",))
    for session in UserSession.objects.filter(user=user):
        session.end()
    return password


def named(name: str) -> User:
    """The account of that name. Raises `UserError`."""
    found = User.objects.filter(username=name.strip().lower()).first()
    if found is None:
        raise UserError(Problem("name", "", f"there is no account {name!r}"))
    return found


def administrators() -> int:
    """How many can give roles."""
    return int(User.objects.filter(is_active=True, groups__name=Role.ADMINISTRATOR.value).count())


def _somebody_else(user: User) -> None:
    others = User.objects.filter(is_active=True, groups__name=Role.ADMINISTRATOR.value).exclude(pk=user.pk)
    if user.groups.filter(name=Role.ADMINISTRATOR.value).exists() and not others.exists():
        raise UserError(Problem(user.username, "", "is the only administrator; give somebody else the role first"))


def _roles(names: Iterable[str]) -> Sequence[Group]:
    wanted = sorted(set(names))
    if unknown := [name for name in wanted if name not in NAMES]:
        known = ", ".join(one.value for one in Role)
        raise UserError(Problem("role", "", f"there is no role {unknown[0]!r}; there are {known}"))
    return [Group.objects.get_or_create(name=name)[0] for name in wanted]


def _password(said: str, user: User) -> str:
    if not said:
        return secrets.token_urlsafe(15)
    try:
        validate_password(said, user)
    except ValidationError as no:
        raise UserError(Problem("password", "", " ".join(no.messages))) from no
    return said
