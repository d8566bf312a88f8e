#!/usr/bin/env python
"""Django's command line for skinsite."""

import os
import sys

try:
    from django.conf import settings
    from django.core.exceptions import AppRegistryNotReady, ImproperlyConfigured
    from django.core.management import execute_from_command_line
except ModuleNotFoundError:
    sys.exit("manage.py: Django isn't there. Run it as `.venv/bin/python manage.py …`.")


def settings_fault():
    """What is wrong with the settings, in a sentence; empty where nothing is."""
    try:
        settings.INSTALLED_APPS  # noqa: B018 -- reads them
    except ImproperlyConfigured as error:
        return str(error)
    return ""


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "skinsite.settings")
    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has enough of it, as `head` does: nothing to complain about.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)  # what a shell reports of a program that a closed pipe ended
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")
    except AppRegistryNotReady:
        # Django goes on without settings, and its checks run in any order: one of models may meet
        # their absence first, and says only that no model is loaded.
        if fault := settings_fault():
            sys.exit(f"manage.py: {fault}")
        raise
