"""Price files at the desk: what one would change is shown, and then applied or discarded."""

import gzip
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from huey.contrib.djhuey import HUEY

from pictures.tasks import render_soon
from products.models import Offer, PriceBatch, PriceUpload
from products.price_file.writing import write_rows
from products.price_uploads import AT_ONCE, UNDER_WAY_OF_ONE, apply, is_long, weigh
from products.tasks import forget_uploads, take_up_all, work_on_upload
from products.workbooks import CHILDREN
from tests.admin_forms import opened, page
from tests.factories import make_member, make_offer, make_picture, set_price, signed_in
from tests.worker import work

pytestmark = pytest.mark.django_db

UPLOAD = reverse("admin:products_pricebatch_upload")
DOWNLOAD = reverse("admin:products_pricebatch_download")
LONG = "\n" * (AT_ONCE + 1)  # empty lines are none, and are to be read all the same


def address(name, upload):
    return reverse(f"admin:products_pricebatch_upload_{name}", args=[upload.pk])


def send(desk, text, name="prices.csv", **typed):
    data = text if isinstance(text, bytes) else text.encode()
    return desk.post(UPLOAD, {"file": SimpleUploadedFile(name, data), **typed}, follow=True)


def line_of(offer, price, previous):
    return f"{offer.pk},{price},{previous}\n"


HEADER = "offer,price,previous_price\n"


def price_of(offer):
    offer.refresh_from_db()
    return offer.current.text


def test_file_is_looked_at_and_then_applied_as_a_batch_of_its_uploader(desk, anna):
    offer, same = make_offer("19.00"), make_offer("8.00")
    text = HEADER + line_of(offer, "15.50", "19") + line_of(same, "8", "8")

    shown = send(desk, text, reason="Spring sale").text
    price_before = price_of(offer)
    upload = PriceUpload.objects.get()
    done = desk.post(address("apply", upload), {}, follow=True).text

    batch = PriceBatch.objects.first()
    assert "Price: $19 → $15.50" in shown
    assert "$8" not in shown
    assert price_before == "$19"
    assert price_of(offer) == "$15.50"
    assert (batch.author, batch.source_name, batch.reason) == (anna, "prices.csv", "Spring sale")
    assert (
        f'Applied as <a href="{reverse("admin:products_pricebatch_change", args=[batch.pk])}"'
        in done
    )
    upload.refresh_from_db()
    assert not upload.content


def test_applied_twice_is_applied_once(desk):
    offer = make_offer("19.00")
    send(desk, HEADER + line_of(offer, "15.50", "19"))
    upload = PriceUpload.objects.get()
    form = opened(desk, address("look", upload))

    for _ in range(2):
        desk.post(address("apply", upload), form)

    assert PriceBatch.objects.filter(source="file").count() == 1


def test_what_changed_after_the_look_is_held_and_said(desk):
    offer = make_offer("19.00")
    send(desk, HEADER + line_of(offer, "15.50", "19"))
    set_price(offer, "17.00")

    done = desk.post(address("apply", PriceUpload.objects.get()), {}, follow=True).text

    assert price_of(offer) == "$17"
    assert "Prices on file changed after you looked: then there were 1 changed" in done
    assert "It was changed since the file was made: it is $17 now" in done


def test_long_file_is_read_and_applied_by_the_worker(desk, django_capture_on_commit_callbacks):
    offer = make_offer("19.00")
    with django_capture_on_commit_callbacks(execute=True):
        waits = send(desk, HEADER + line_of(offer, "15.50", "19") + LONG).text
    upload = PriceUpload.objects.get()
    work()
    shown = desk.get(address("look", upload)).text
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(address("apply", upload), {})
    price_before = price_of(offer)
    work()

    assert "The file is being read." in waits
    assert 'http-equiv="refresh"' in waits
    assert "Price: $19 → $15.50" in shown
    assert 'http-equiv="refresh"' not in shown
    assert (price_before, price_of(offer)) == ("$19", "$15.50")


def test_workbook_behind_another_is_read_by_the_worker(desk, django_capture_on_commit_callbacks):
    make_offer("19.00")
    data = b"".join(desk.get(DOWNLOAD, {"format": "xlsx"}).streaming_content)
    with django_capture_on_commit_callbacks(execute=True), CHILDREN.taken():
        waits = send(desk, data, "prices.xlsx").text
    work()
    shown = desk.get(address("look", PriceUpload.objects.get())).text

    assert "The file is being read." in waits
    assert "<strong>1</strong> unchanged" in shown


@pytest.mark.parametrize(
    ("text", "is_the_workers"),
    [
        ("offer,price\n1,2\n", False),
        ("offer,price\r\n" * (AT_ONCE - 1), False),
        ("offer,price\r" * (AT_ONCE + 1), True),
        ("offer,price\n" + "x" * 2_000_000, True),
        ("PK" + "x" * 200_000, True),
    ],
)
def test_whatever_is_long_or_large_is_the_workers_zipped_or_not(text, is_the_workers):
    data = text.encode()

    assert is_long(data) == is_long(gzip.compress(data)) == is_the_workers


def test_workbook_with_more_packed_in_it_than_it_seemed_is_the_workers(
    desk, django_capture_on_commit_callbacks
):
    book = io.BytesIO()
    rows = [["offer", "price"], [str(make_offer("19.00").pk), "15"], *[["x", "y"]] * AT_ONCE]
    write_rows(book, rows, "xlsx")
    with django_capture_on_commit_callbacks(execute=True):
        waits = send(desk, book.getvalue(), "prices.xlsx").text
    work()
    shown = desk.get(address("look", PriceUpload.objects.get())).text

    assert not is_long(book.getvalue())
    assert "The file is being read." in waits
    assert f"<strong>{AT_ONCE:,}</strong> refused" in shown


def test_worker_killed_after_the_batch_makes_no_second_one(desk):
    offer = make_offer("19.00")
    send(desk, HEADER + line_of(offer, "15.50", "19"))
    upload = PriceUpload.objects.get()
    apply(upload, weigh(upload))
    content = (HEADER + line_of(offer, "15.50", "19")).encode()
    PriceUpload.objects.update(state=PriceUpload.State.APPLYING, content=content)
    set_price(offer, "19.00")

    work_on_upload.call_local(upload.pk)

    upload.refresh_from_db()
    assert upload.state == PriceUpload.State.APPLIED
    assert price_of(offer) == "$19"
    assert PriceBatch.objects.filter(source="file").count() == 1


def test_refused_lines_come_back_as_they_stood_and_can_be_corrected(desk):
    offer, other = make_offer("19.00"), make_offer("8.00")
    text = "price;comment;offer;previous_price\n" + f"1x;;{offer.pk};19\n7;;{other.pk};8\n"
    shown = send(desk, text).text

    refused = desk.get(address("errors", PriceUpload.objects.get())).content.decode("utf-8-sig")
    again = send(desk, refused.replace("1x", "17")).text

    why, rest = refused.splitlines()[1].rsplit('",', 1)
    assert refused.splitlines()[0] == "why,price,comment,offer,previous_price"
    assert rest == f"1x,,{offer.pk},19"
    assert why.startswith('"price: ')
    assert "price: “1x”" in shown
    assert "Price: $19 → $17" in again


def test_text_that_is_called_a_workbook_comes_back_as_text(desk):
    send(desk, f"offer,price\n{make_offer('19.00').pk},1\x01\n", "prices.xlsx")  # not in XML

    answer = desk.get(address("errors", PriceUpload.objects.get()))

    assert "prices-refused.csv" in answer["Content-Disposition"]
    assert "1\x01" in answer.content.decode()


def test_unreadable_file_is_refused_with_everything_typed_kept(desk):
    offer = make_offer("19.00")

    shown = send(desk, f"offer,prize\n{offer.pk},15\n", reason="Spring sale").text

    assert "line is not the header of a price file." in shown
    assert 'value="Spring sale"' in shown
    assert not PriceUpload.objects.exists()


def test_who_uploaded_it_decides(desk):
    offer = make_offer("19.00")
    send(desk, HEADER + line_of(offer, "15.50", "19"))
    upload = PriceUpload.objects.get()
    other = signed_in(make_member("Price admin"))

    looked = other.get(address("look", upload)).text
    answers = [other.post(address(name, upload), {}).status_code for name in ("apply", "discard")]

    assert "decides, who uploaded it" in looked
    assert 'value="Apply"' not in looked
    assert answers == [403, 403]
    assert price_of(offer) == "$19"


def test_discarded_file_is_dropped_and_all_are_after_a_day(desk):
    offer = make_offer("19.00")
    send(desk, HEADER + line_of(offer, "15.50", "19"))
    upload = PriceUpload.objects.get()

    said = desk.post(address("discard", upload), {}, follow=True).text
    upload.refresh_from_db()
    PriceUpload.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))
    forget_uploads.call_local()

    assert "“prices.csv” was discarded, and no price changed." in said
    assert not upload.content
    assert not PriceUpload.objects.exists()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_download_comes_back_without_a_change(desk, kind):
    stale = make_offer("19.00", checked_at=timezone.now() - timedelta(days=40))
    make_offer("8.00")

    response = desk.get(DOWNLOAD, {"format": kind, "stale": "on", "retailer": stale.retailer.slug})
    data = b"".join(response.streaming_content)
    shown = send(desk, data, f"prices.{kind}").text

    assert f".{kind}" in response["Content-Disposition"]
    assert "<strong>1</strong> unchanged" in shown
    assert "There is nothing to apply." in shown


@pytest.mark.parametrize("model", [Offer, PriceBatch])
def test_lists_lead_price_admins_to_both(model):
    shown = {
        role: signed_in(make_member(role)).get(page(model, "changelist")).text
        for role in ("Price admin", "Editor")
    }

    for link in (UPLOAD, DOWNLOAD):
        assert f'href="{link}"' in shown["Price admin"]
        assert f'href="{link}"' not in shown["Editor"]


def test_file_with_nothing_to_apply_waits_for_no_decision(desk):
    same = make_offer("8.00")
    send(desk, HEADER + line_of(same, "8", "8"))

    listed = desk.get(UPLOAD).text

    assert "nothing to apply" in listed
    assert "waits for a decision" not in listed


def test_worker_makes_pictures_before_it_reads_price_files(
    desk, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        send(desk, HEADER + line_of(make_offer("19.00"), "15.50", "19") + LONG)
        render_soon(make_picture())

    names = [task.name for task in HUEY.pending()]

    assert names == ["render_picture", "work_on_upload"]


def test_one_person_has_so_many_files_with_the_worker(desk, anna):
    for number in range(UNDER_WAY_OF_ONE):
        PriceUpload.objects.create(uploaded_by=anna, name=f"{number}", looked_at=timezone.now())

    shown = send(desk, HEADER + line_of(make_offer("19.00"), "15.50", "19"), reason="Sale").text

    assert "5 files of yours are being read or applied." in shown
    assert 'value="Sale"' in shown
    assert PriceUpload.objects.count() == UNDER_WAY_OF_ONE


def test_worker_that_starts_takes_up_what_a_killed_one_was_reading(desk):
    send(desk, HEADER + line_of(make_offer("19.00"), "15.50", "19") + LONG)

    take_up_all()
    work()

    assert PriceUpload.objects.get().state == PriceUpload.State.WAITING
