import secrets

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from manuscripts.sample_content import load


class Command(BaseCommand):
    help = "Fill an empty site with the sample articles and make a sample log-in."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--no-log-in", action="store_true", help="make no sample log-in")

    def handle(self, *, no_log_in, **options):
        editor = None if no_log_in else self._sample_editor()
        articles = load(by=editor, progress=lambda sentence: self.stdout.write(f"  {sentence}"))
        self.stdout.write(f"{len(articles)} sample articles published.")

    def _sample_editor(self):
        users = get_user_model().objects
        if editor := users.filter(username="editor").first():
            return editor
        password = secrets.token_urlsafe(12)
        editor = users.create_superuser("editor", password=password)
        self.stdout.write(f"Sample log-in: user editor, password {password}")
        return editor
