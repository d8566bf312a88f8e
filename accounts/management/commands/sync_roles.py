"""Bring the admin's groups to what accounts/roles.py says."""

from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.roles import as_table, sync


class Command(BaseCommand):
    help = (
        "Bring the groups Writer, Editor, Medical reviewer and Price admin to what "
        "accounts/roles.py says. Permissions that a site gave them by hand stay, unless you ask "
        "to take them away."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="Say what would change; write nothing."
        )
        parser.add_argument(
            "--take-away",
            action="store_true",
            help="Also take away what a role doesn't have; groups of other names are left alone.",
        )
        parser.add_argument(
            "--table", action="store_true", help="Print the roles as Markdown; write nothing."
        )

    def handle(self, **options: Any) -> None:
        if options["table"]:
            self.stdout.write(as_table())
            return
        with transaction.atomic():
            steps = sync(apps, take_away=options["take_away"], dry_run=options["dry_run"])
        lines = [line for step in steps for line in step.lines()]
        for line in lines or ["The groups match the roles."]:
            self.stdout.write(line)
