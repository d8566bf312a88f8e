"""Renditions: what the worker writes, what a page says of it, and what a killed worker leaves."""

from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.template.loader import render_to_string
from django.urls import reverse
from PIL import Image

from core.task_queue import TaskQueue
from pictures import renditions
from pictures.image_data import render_image
from pictures.models import Picture
from pictures.tasks import let_go
from tests.factories import make_picture, signed_in, staff

pytestmark = pytest.mark.django_db


def test_avif_and_webp_are_written_in_each_width():
    picture = make_picture(size=(600, 300))

    assert renditions.render_waiting() == (1, 0)

    picture.refresh_from_db()
    for kind in ("avif", "webp"):
        assert [width for width, _ in picture.renditions[kind]] == [320, 480, 600]
        with Image.open(picture.path_of(picture.renditions[kind][0][1])) as image:
            assert (image.format, image.size) == (kind.upper(), (320, 160))
    assert not Picture.objects.needing_renditions().exists()
    page = reverse("admin:pictures_picture_change", args=[picture.pk])
    told = signed_in(staff("view_picture")).get(page).text
    assert "AVIF and WebP, 320, 480, 600 pixels wide" in told


def test_page_offers_each_format_with_size_and_words():
    picture = make_picture(size=(600, 300))
    before = markup(picture)
    renditions.render_waiting()
    picture.refresh_from_db()

    after = markup(picture)

    assert "<source" not in before
    assert picture.address(picture.original_name) in before
    assert '<source type="image/avif" srcset="' in after
    assert "480w" in after
    assert 'sizes="50vw"' in after
    assert 'width="600" height="300" alt="A jar" loading="lazy"' in after


def markup(picture):
    context = {"picture": render_image(picture), "class": "x", "sizes": "50vw", "alt": "A jar"}
    return render_to_string("pictures/_picture.html", context)


def test_a_worker_that_was_killed_leaves_the_picture_waiting():
    picture = make_picture()
    renditions._claim(picture)
    assert not Picture.objects.needing_renditions().exists()

    Picture.objects.update(render_tried_at=picture.uploaded_at - 2 * renditions.RETRY_AFTER)

    assert renditions.render_waiting() == (1, 0)


def test_a_lost_file_is_noted_and_the_others_are_made():
    lost, there = make_picture(color="red"), make_picture(color="blue")
    default_storage.delete(lost.file.name)

    assert renditions.render_waiting() == (1, 1)

    lost.refresh_from_db()
    there.refresh_from_db()
    assert "FileNotFoundError" in lost.render_error
    assert "/" not in lost.render_error  # where our folders are is nobody's business
    assert there.is_rendered


def test_command_makes_what_waits_and_a_dry_run_only_counts():
    make_picture(size=(50, 50))
    dry, real = StringIO(), StringIO()

    call_command("make_renditions", "--dry-run", stdout=dry)
    assert Picture.objects.needing_renditions().count() == 1
    call_command("make_renditions", stdout=real)

    assert "1 of 1" in dry.getvalue()
    assert "1 made, 0 failed" in real.getvalue()
    assert not Picture.objects.needing_renditions().exists()


def test_making_all_anew_never_leaves_pages_without_renditions():
    picture = make_picture(size=(400, 300))
    renditions.render_waiting()
    picture.refresh_from_db()
    lost = picture.path_of(picture.fallback_name)
    lost.unlink()

    call_command("make_renditions", "--all", stdout=StringIO())

    again = Picture.objects.get()
    assert again.rendered_at > picture.rendered_at
    assert lost.is_file()


def test_command_that_could_not_make_all_says_so():
    picture = make_picture()
    default_storage.delete(picture.file.name)

    with pytest.raises(CommandError, match="1 of 1 pictures could not be made"):
        call_command("make_renditions", stdout=StringIO())


def test_queue_is_opened_with_its_first_job_and_not_before(tmp_path):
    jobs = TaskQueue("test", filename=str(tmp_path / "var" / "jobs.sqlite3"))
    before = (tmp_path / "var").exists()

    jobs.task()(print)("hello")

    assert not before
    assert len(jobs) == 1
    jobs.storage.close()


def test_worker_that_starts_takes_up_what_a_killed_one_was_at():
    picture = make_picture()
    renditions._claim(picture)

    let_go()

    assert renditions.render_waiting() == (1, 0)
