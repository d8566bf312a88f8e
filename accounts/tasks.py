"""What the worker does about accounts."""

from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.internal.flows.password_reset import request_password_reset
from allauth.account.internal.userkit import filter_users_by_email
from huey.contrib.djhuey import close_db

from core.mail.delivery import RETRIES, delivering
from core.task_queue import LETTERS


@LETTERS.task(context=True, **RETRIES)
@close_db
def send_reset_letters(address: str, task: Any = None) -> None:
    """
    A link for a new password to each account with that address, and to nobody where there is none.

    All of it happens here, so that the page does the same whether there is an account or not
    (docs/rules.md 8.21), and no link is ever in the queue.
    """
    with delivering(address, tries_left=task.retries):
        users = filter_users_by_email(address, is_active=True, prefer_verified=True, for_login=True)
        if users:
            request_password_reset(None, address, users, default_token_generator)
