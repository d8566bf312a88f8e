"""The import of a manuscript, and the page on which an editor reviews it."""

import io
import time
from pathlib import Path

from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command, load_command_class
from django.test import Client
from django.urls import reverse

from .timing import HOST, timed


def measured(manuscript: str) -> dict:
    """{"import": seconds, "import CPU": seconds, "review": times}; fills the database."""
    user = get_user_model().objects.create(
        username="bench-editor", is_staff=True, is_superuser=True
    )
    client = Client(headers=HOST)
    client.force_login(user)
    path = Path(manuscript)
    upload = SimpleUploadedFile(path.name, path.read_bytes(), content_type="text/plain")
    answer = client.post(reverse("admin:manuscripts_manuscript_add"), {"file": upload})
    if answer.status_code != 302:
        raise SystemExit(f"bench: {path.name} was not taken in: {answer.status_code}.")
    review = timed(lambda _: client.get(answer["Location"]), times=10)
    command = load_command_class("manuscripts", "import_manuscript")  # imports it: start-up
    began, began_cpu = time.perf_counter(), time.process_time()
    call_command(command, manuscript, stdout=io.StringIO(), stderr=io.StringIO())
    cpu = time.process_time() - began_cpu
    return {"import": time.perf_counter() - began, "import CPU": cpu, "review": review}
