"""Sample content and a sample log-in, for a first look at the site."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from samples.loader import load

USERNAME = "editor"


class Command(BaseCommand):
    help = "Fill an empty site with the sample articles and make a sample log-in."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-log-in", action="store_true", help="make no sample log-in")

    def handle(self, *, no_log_in: bool, **options: Any) -> None:
        users = get_user_model().objects
        editor, password = users.filter(username=USERNAME).first(), ""
        if editor is None and not no_log_in:
            password = secrets.token_urlsafe(12)
            editor = users.create_superuser(USERNAME, password=password)
        articles = load(by=editor, progress=lambda sentence: self.stdout.write(f"  {sentence}"))
        self.stdout.write(f"{len(articles)} sample articles published.")
        if password:
            self.stdout.write(f"Sample log-in: user {USERNAME}, password {password}")
