from django.core.files.storage import default_storage
from django.db import migrations

from pictures.migrations._carry import backwards, forwards, picture_of


def images_of(content):
    """The pictures that frozen words name, the lead first."""
    blocks = [block["image"] for block in content["blocks"] if block["kind"] == "image"]
    return [image for image in (content["image"], *blocks) if image]


def carry_editions(apps, schema_editor):
    """Editions say by rows which pictures they show; their frozen words stay as they are."""
    editions = apps.get_model("articles", "Edition").objects
    links = apps.get_model("articles", "EditionPicture").objects
    for edition in editions.exclude(content=None).only("content", "image").iterator(chunk_size=200):
        pictures = {}
        for image in images_of(edition.content):
            size = (image["width"], image["height"])
            picture = picture_of(apps, image["name"], size=size, credit=image["credit"])
            pictures[image["name"]] = picture.pk
        if edition.image:
            # The guard lists what it guards, and this column is new.
            editions.filter(pk=edition.pk).update(picture_id=pictures[edition.image])
        links.bulk_create(
            links.model(edition_id=edition.pk, picture_id=pk)
            for pk in dict.fromkeys(pictures.values())
        )
    # What only an older save at the desk shows can be put back from there, while its file exists.
    for version in apps.get_model("articles", "DeskVersion").objects.iterator(chunk_size=200):
        for image in images_of(version.content):
            if default_storage.exists(image["name"]):
                picture_of(apps, image["name"], credit=image["credit"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0003_add_pictures_of_the_library")]

    operations = [
        migrations.RunPython(forwards("articles", "Article"), backwards("articles", "Article")),
        migrations.RunPython(
            forwards("articles", "ImageBlock"), backwards("articles", "ImageBlock")
        ),
        migrations.RunPython(carry_editions, migrations.RunPython.noop),
    ]
