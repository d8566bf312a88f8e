"""
Buttons that decide something: pressed twice they answer once, and never on another state.

    @decides
    def take_down(model_admin, request, pk):
        ...
        refuse_stale(request, state)   # with what decides locked, before anything is done

On SQLite a transaction keeps everybody else from writing. So a view with much to read before it
knows what it decides is one that `@answers_once`, and ends in `once(request, act)`: the transaction
is `act` alone.

A page that asks carries a token and what it showed: `{% asked state %}` inside its form, where
`state` is `{label: (words, what tells it apart)}`. The same form sent again (a double click, a
reload) is answered as the first time, without doing it again; one on a state that changed
meanwhile is refused by sentences that say what changed, and the page asks again.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from functools import wraps
from uuid import uuid4

import nh3
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeData, mark_safe

from backoffice.models import DecisionAnswer

KEPT = timedelta(days=1)
TOKEN, SHOWN = "decision", "decision_shown"

State = Mapping[str, tuple[str, str]]


def hidden_inputs(state):
    """What the form of a page that asks carries; without a `state` only the token counts."""
    inputs = format_html('<input type="hidden" name="{}" value="{}">', TOKEN, uuid4().hex)
    if state is None:
        return inputs
    return inputs + format_html(
        '<input type="hidden" name="{}" value="{}">', SHOWN, json.dumps(state)
    )


def decides(view):
    """
    For a view `(owner, request, …)` whose POST decides something and leads on by a redirect.

    All of it is one transaction: whoever sends the same form at the same moment waits for the
    first, and gets its answer. A page (something was wrong) is no answer and is made anew.
    """

    @wraps(view)
    def view_once(owner, request, *args, **kwargs):
        key = _key(request)
        if key is None:
            return view(owner, request, *args, **kwargs)
        with transaction.atomic():
            if not _is_first(key):
                return _answered(request, key)
            response = view(owner, request, *args, **kwargs)
            answer = DecisionAnswer.objects.filter(key=key)
            if isinstance(response, HttpResponseRedirect):
                answer.update(url=response.url, said=_said(request))
            else:
                answer.delete()
            return response

    return view_once


def answers_once(view):
    """For a view `(owner, request, …)` that reads first, and decides by `once`."""

    @wraps(view)
    def view_once(owner, request, *args, **kwargs):
        key = _key(request)
        if key is None:
            return view(owner, request, *args, **kwargs)
        if answer := _answered(request, key):
            return answer
        response = view(owner, request, *args, **kwargs)
        if isinstance(response, HttpResponseRedirect):
            return response
        # Perhaps the first was answered while this one read, so that it found nothing to decide.
        return _answered(request, key) or response

    return view_once


def once(request, act):
    """
    What `act()` answers, a redirect, in one transaction with all that it writes.

    The same form sent meanwhile waits here, and gets that answer. What `act` raises undoes it all.
    """
    key = _key(request)
    with transaction.atomic():
        if key is not None and not _is_first(key):
            return _answered(request, key)
        response = act()
        DecisionAnswer.objects.filter(key=key).update(url=response.url, said=_said(request))
        return response


def refuse_stale(request, state):
    """
    Refuse what was decided on another state than the one now, saying what is different.

    The caller has locked what decides, so that it stays as it is. A form without a state (written
    by hand) is taken as it is.
    """
    if now := changed_since_shown(request, state):
        raise ValidationError(
            ["Something changed after you opened this page. Look again before you decide.", *now]
        )


def changed_since_shown(request, state):
    """What is different now from what the page showed that sent this: a sentence each."""
    try:
        shown = json.loads(request.POST.get(SHOWN, ""))
    except (ValueError, RecursionError):
        return []
    if not isinstance(shown, dict):
        return []
    return [
        f"{label}: {words}"
        for label, (words, key) in state.items()
        if label in shown and key not in shown[label][1:]
    ]


def _key(request: HttpRequest):
    token = request.POST.get(TOKEN)
    if request.method != "POST" or not token:
        return None
    posted = sorted((name, request.POST.getlist(name)) for name in request.POST)
    told = [pair for pair in posted if pair[0] != "csrfmiddlewaretoken"]
    sent = json.dumps([request.user.pk, request.get_full_path(), told])
    return hashlib.sha256(sent.encode()).hexdigest()


def _is_first(key):
    DecisionAnswer.objects.filter(decided_at__lt=timezone.now() - KEPT).delete()
    try:
        with transaction.atomic():
            DecisionAnswer.objects.create(key=key)
    except IntegrityError:
        return False
    return True


def _said(request):
    """The messages the view left for the next page; Django has no public way to look at them."""
    queued = messages.get_messages(request)._queued_messages
    return [[each.level, str(each.message), isinstance(each.message, SafeData)] for each in queued]


def _links_and_words(html):
    """A message of a view is no more than that, and the row may have been written by SQL."""
    clean = nh3.clean(html, tags={"a"}, attributes={"a": {"href"}}, link_rel=None)
    return mark_safe(clean)  # noqa: S308 -- cleaned just now


def _answered(request, key):
    """The redirect that the same form was answered with, and its messages; None if it was not."""
    answer = DecisionAnswer.objects.filter(key=key).first()
    if answer is None:
        return None
    for level, text, is_html in answer.said:
        messages.add_message(request, level, _links_and_words(text) if is_html else text)
    return HttpResponseRedirect(answer.url)
