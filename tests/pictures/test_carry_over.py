"""A database from before the library keeps every picture through the migrations."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import make_upload

BEFORE = [("people", "0003_add_pictures_of_the_library")]


def migrate(targets):
    """The registry of models as of these migrations, with the database brought there."""
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.mark.django_db(transaction=True)
def test_pictures_of_people_are_carried_into_the_library(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    try:
        people = migrate(BEFORE).get_model("people", "Person").objects
        name = default_storage.save("pictures/ada.png", ContentFile(make_upload().read()))
        facts = {"image": name, "image_width": 40, "image_height": 30, "image_alt": "Ada"}
        people.create(name="Ada Lim", slug="ada", image_credit="Photo: Grace Wu", **facts)
        lost = {**facts, "image": "pictures/lost.png"}
        people.create(name="Bo Lim", slug="bo", **lost)
    finally:
        after = migrate(newest)

    ada = after.get_model("people", "Person").objects.select_related("picture").get(slug="ada")
    bo = after.get_model("people", "Person").objects.select_related("picture").get(slug="bo")
    assert (ada.picture.file.name, ada.picture.credit) == (name, "Photo: Grace Wu")
    assert (ada.picture.width, ada.picture.height, ada.image_alt) == (40, 30, "Ada")
    assert len(ada.picture.digest) == 64
    assert (bo.picture.file.name, bo.picture.width, bo.picture.digest) == (lost["image"], 40, None)
