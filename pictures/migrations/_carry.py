"""
How the migrations of the rooms carry their pictures into the library, and back.

One file is one picture: a file that repeats another's bytes stays a picture of its own, so that
nothing loses its name, and with it the way back and the editions that name it.
"""

import hashlib
import re
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from PIL import Image


def forwards(app_label, model_name, *, historical=""):
    """An operation for `RunPython`: every row with an image points to a picture afterwards."""

    def carry(apps, schema_editor):
        rows = apps.get_model(app_label, model_name).objects.exclude(image="")
        for row in rows.iterator():
            size = (row.image_width, row.image_height)
            picture = picture_of(apps, row.image.name, size=size, credit=row.image_credit)
            # By update(): saving would open each file to measure it.
            rows.filter(pk=row.pk).update(picture=picture)
        if historical:
            _carry_history(apps, apps.get_model(app_label, historical))

    return carry


def backwards(app_label, model_name, *, historical=""):
    def carry_back(apps, schema_editor):
        rows = apps.get_model(app_label, model_name).objects.exclude(picture=None)
        for row in rows.select_related("picture").iterator():
            picture = row.picture
            type(row).objects.filter(pk=row.pk).update(
                image=picture.file.name,
                image_width=picture.width,
                image_height=picture.height,
                image_credit=picture.credit[:200],
            )
        if historical:
            past = apps.get_model(app_label, historical).objects
            for picture in apps.get_model("pictures", "Picture").objects.all():
                past.filter(picture_id=picture.pk).update(
                    image=picture.file.name, image_credit=picture.credit[:200]
                )

    return carry_back


def _carry_history(apps, model):
    past = model.objects.exclude(image="")
    named = past.order_by("history_date").values_list("image", "image_credit")
    for name, credit in dict(named).items():
        # What an old record shows is worth a place in the library only while its file is there.
        if known(apps, name) or default_storage.exists(name):
            picture = picture_of(apps, name, credit="" if known(apps, name) else credit)
            past.filter(image=name).update(picture_id=picture.pk)


def known(apps, name):
    return apps.get_model("pictures", "Picture").objects.filter(file=name).first()


def picture_of(apps, name, *, size=(None, None), credit=""):
    """The picture of that stored file; made where there is none yet, whatever became of the file."""
    picture = known(apps, name)
    if picture:
        if credit and credit not in picture.credit:
            picture.credit = "; ".join(filter(None, [picture.credit, credit]))[:400]
            picture.save(update_fields=["credit"])
        return picture
    digest, width, height = _facts(name)
    model = apps.get_model("pictures", "Picture")
    if digest and model.objects.filter(digest=digest).exists():
        digest = None
    path = PurePosixPath(name)
    return model.objects.create(
        file=name,
        width=width or size[0] or 1,
        height=height or size[1] or 1,
        digest=digest,
        uploaded_name=path.name[:200],
        title=re.sub(r"[\s_-]+", " ", path.stem).strip()[:200] or "Picture",
        credit=credit,
    )


def _facts(name):
    """(SHA-256, width, height) of a stored file; Nones where it can't be read."""
    try:
        with default_storage.open(name) as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            with Image.open(file) as image:
                return digest, image.width, image.height
    except Exception:
        return None, None, None
