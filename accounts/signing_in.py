"""
Whom a typed name means, and at what cost it is found out that the password is wrong.

One account is one account, by whichever name it is called: what is typed is compared in one form,
and attempts are counted for the account. A name that nobody has is counted and checked like any
other, so that neither words nor time tell who is here (docs/rules.md 8.1).
"""

import unicodedata
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.userkit import filter_users_by_email, get_user_by_username
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q
from django.http import HttpRequest


def typed_name(text: str) -> str:
    """A name as it is looked for: the one Unicode form in which user names are kept, no spaces."""
    return unicodedata.normalize("NFKC", text).strip()


def accounts_named(name: str) -> list[tuple[int, str]]:
    """
    (Key, stored password) of each account that this name may mean, in one query.

    Accounts that share an address belong together: their address leads to each of them.
    """
    users = get_user_model()._default_manager
    named = Q(username__iexact=name) | Q(email__iexact=name)
    addresses = users.filter(named).exclude(email="").values("email")
    found = users.filter(named | Q(email__in=addresses)).order_by("pk")
    return list(found.values_list("pk", "password"))


def counted_as(accounts: list[tuple[int, str]], name: str) -> str:
    """By what attempts for a name are counted: the account where there is one."""
    return f"account {accounts[0][0]}" if accounts else f"name {name.casefold()}"


class OneCheckBackend(AuthenticationBackend):
    """
    allauth's, which checks a password once for each account that a name means.

    allauth's own tries an address as a user name first and so checks it twice where the account is
    there, and once where it isn't.
    """

    def _authenticate(
        self, request: HttpRequest | None, **credentials: Any
    ) -> AbstractBaseUser | None:
        names = {credentials.get("username"), credentials.get("email")} - {None, ""}
        found: dict[Any, AbstractBaseUser] = {}
        for name in names:
            addressed = filter_users_by_email(name, prefer_verified=True, for_login=True)
            for user in (get_user_by_username(name), *addressed):
                if user:
                    found[user.pk] = user
        password = credentials["password"]
        return next((user for user in found.values() if self._check_password(user, password)), None)
