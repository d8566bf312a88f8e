"""
How long somebody stays signed in: a session ends at its age, or when nobody uses it.

Nobody signs up: a superuser makes accounts in the admin.
"""

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from core.busy import unless_busy

SIGNED_IN_AT, SEEN_AT = "signed_in_at", "seen_at"
SEEN_EVERY = 60  # seconds: how exactly a session knows when it was last used


def user_within_limits(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    """
    The signed-in user, or nobody where the session is too old or was idle for too long.

    Asked only when something asks for `request.user`, so that public pages stay as cheap as before.
    A session without these marks was begun elsewhere; its cookie's own age ends it.
    """
    user = get_user(request)
    if not user.is_authenticated:
        return user
    now, session = int(time.time()), request.session
    too_old = now - session.get(SIGNED_IN_AT, now) > settings.SESSION_COOKIE_AGE
    seen_at = session.get(SEEN_AT, now)
    if too_old or now - seen_at > settings.SESSION_IDLE_AGE:
        with unless_busy():
            session.flush()
        return AnonymousUser()
    if now - seen_at > SEEN_EVERY:
        _note_activity(session, now)
    return user


def _note_activity(session: SessionBase, now: int) -> None:
    """Or not, where it can't be written at once: then the next request does."""
    before, was_modified = session.get(SEEN_AT), session.modified
    session[SEEN_AT] = now
    with unless_busy():
        with transaction.atomic():
            rows = UserSession.objects.filter(session_key=session.session_key)
            rows.update(last_seen_at=timezone.now())
            session.save()
        before = now
    # As it is on file: saved once more, by the middleware, it would wait for the lock after all.
    session[SEEN_AT] = before
    session.modified = was_modified


class SessionLimitMiddleware(AuthenticationMiddleware):
    """Django's, with a user who is signed in only within the limits of their session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(  # type: ignore[assignment]  # any kind of user
            lambda: user_within_limits(request)
        )


def end_sessions(user: AbstractBaseUser, *, but: str | None = None) -> int:
    """
    Sign `user` out everywhere; returns how many sessions ended. `but`: a session key that stays.

    Goes through all sessions: one begun before sessions were listed must end too.
    """

    ended = 0
    for session in Session.objects.filter(expire_date__gt=timezone.now()).exclude(pk=but):
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
            ended += 1
    UserSession.objects.filter(user=user).exclude(session_key=but).delete()
    return ended
