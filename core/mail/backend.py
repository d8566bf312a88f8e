"""The EMAIL_BACKEND of this site: a letter goes into the queue, and the request goes on."""

from collections.abc import Sequence
from copy import copy
from functools import partial

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection, transaction

from core.mail.delivery import deliver, is_delivering
from core.tasks import deliver_letter


class QueueBackend(BaseEmailBackend):
    """
    Puts letters into the queue, whatever `send_mail` they come from.

    In a transaction they wait for its end: a letter about what was rolled back is never sent.
    Without a worker they stay in the queue until there is one. A queue that can't be written to
    is an error of the database's kind (`core.busy`).
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        letters = [letter for letter in email_messages if letter.recipients()]
        if is_delivering():
            return deliver(letters)
        for letter in letters:
            queued = copy(letter)
            queued.connection = None  # this backend: not to be kept with it
            if connection.in_atomic_block:
                transaction.on_commit(partial(deliver_letter, queued), robust=True)
            else:
                deliver_letter(queued)
        return len(letters)
