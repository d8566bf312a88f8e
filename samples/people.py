"""What an editor knows of the sample people: posts, two reviewers, and who is paid by whom."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.text import slugify

from people.models import BrandTie, Person
from products.models import Brand
from samples.library import in_library
from samples.recording import is_sample

FACTS = Path(__file__).parent / "content" / "people.json"


def complete_people() -> None:
    """Those whom the manuscripts name, and the reviewers; who was here before stays as is."""
    facts = json.loads(FACTS.read_text(encoding="utf-8"))
    for wanted in facts["reviewers"]:
        if not Person.objects.filter(name=wanted["name"]).exists():
            _put_on_file(wanted)
    for wanted in [*facts["people"], *facts["reviewers"]]:
        person = Person.objects.filter(name=wanted["name"]).first()
        if person is None or not (person.is_sample or is_sample(person)):
            continue
        for field in ("honorific", "credentials", "job_title", "organization", "bio"):
            setattr(person, field, wanted[field])
        person.is_sample = True
        person.image_alt = f"The initials of {person.name}, who is invented."
        person.picture = in_library(slugify(person.name), title=f"Initials of {person.name}")
        person.save()
    for tie in facts["ties"]:
        _tie(**tie)


def _put_on_file(wanted: dict[str, Any]) -> None:
    """A reviewer whose credentials nobody can look up, as their page says."""
    Person.objects.create(
        name=wanted["name"],
        slug=slugify(wanted["name"]),
        is_sample=True,
        credentials_checked_by="Nobody: invented with the samples",
        credentials_checked_on=timezone.localdate() - timedelta(days=200),
    )


def _tie(person: str, brand: str, **facts: str) -> None:
    BrandTie.objects.get_or_create(
        person=Person.objects.get(name=person), brand=Brand.objects.get(name=brand), defaults=facts
    )
