"""Prices as files, at the desk: downloaded, and uploaded with a look at what would change."""

import io
from collections.abc import Sequence
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_POST

from backoffice.decisions import answers_once, decides, once
from backoffice.widgets import MomentField
from core.heartbeat import is_alive
from core.request_bodies import USUAL, allow_body
from core.timezones import site_day
from products.forms import can_set_prices
from products.models import Offer, PriceUpload, Retailer
from products.price_file import UnreadablePriceFile, write_prices
from products.price_uploads import (
    AT_ONCE,
    KINDS,
    MAX_UPLOAD,
    ForTheWorker,
    Weighed,
    apply,
    discard,
    is_long,
    show,
    weigh,
    why_not_yet,
)
from products.pricing import CLOCK_SKEW
from products.tasks import work_soon

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as Base
    from django.contrib.auth.models import User
else:
    Base = object

allow_body("admin:products_pricebatch_upload", MAX_UPLOAD + USUAL)

_MEGABYTES = MAX_UPLOAD // 1_000_000
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_HEADINGS = {
    "changed": "Changed",
    "removed": "Prices taken away",
    "held": "Held for review",
    "refused": "Refused",
}


class DownloadForm(forms.Form):
    retailer = forms.ModelChoiceField(
        queryset=Retailer.objects.order_by("name"),
        required=False,
        to_field_name="slug",
        empty_label="all retailers",
    )
    stale = forms.ChoiceField(
        label="Which",
        choices=[
            ("", "all"),
            ("on", "those due for a check: older than their shop shows a price, or without one"),
            ("never", "those that nobody has looked at yet"),
        ],
        required=False,
        help_text="Of the last two, withdrawn offers are left out, and those at shops that show "
        "nothing but what their feed says.",
    )
    format = forms.ChoiceField(
        choices=[("csv", "CSV"), ("xlsx", "Excel workbook (XLSX)")],
        initial="csv",
        widget=forms.RadioSelect,
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.tsv,.txt,.gz"}),
        help_text=f"CSV or XLSX with the columns of a download, up to {_MEGABYTES} MB. "
        f"More than {AT_ONCE:,} lines are read in the background.",
        error_messages={
            "required": "Choose the file.",
            "empty": "The file is empty. Download the prices, change them, and upload that.",
        },
    )
    looked_at = MomentField(
        label="Looked up on",
        required=False,
        help_text="When the shops were looked at, where a line doesn't say. Empty means now.",
    )
    reason = forms.CharField(
        required=False, max_length=300, help_text="Kept with the batch: “Spring sale”."
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_UPLOAD:
            raise ValidationError(
                f"{file.name} has {file.size / 1e6:.0f} MB, and {_MEGABYTES} MB is the limit. "
                "Split it into parts, or send it zipped (.gz)."
            )
        return file

    def clean_looked_at(self) -> Any:
        moment = self.cleaned_data["looked_at"]
        if moment and moment > timezone.now() + CLOCK_SKEW:
            raise ValidationError(
                "This is in the future. Enter when you looked, or leave it empty."
            )
        return moment


class PriceFilesMixin(Base):
    """Mixed into the admin of price batches: Download, and Upload with its pages."""

    change_list_template = "admin/products/pricebatch_list.html"

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        pages = [
            ("download", "download/", self.download),
            ("upload", "upload/", self.upload),
            ("upload_look", "upload/<int:upload>/", self.look),
            ("upload_apply", "upload/<int:upload>/apply/", require_POST(self.apply)),
            ("upload_discard", "upload/<int:upload>/discard/", require_POST(self.discard)),
            ("upload_errors", "upload/<int:upload>/errors/", self.errors),
        ]
        own = [
            path(address, wrap(view), name=f"products_pricebatch_{name}")
            for name, address, view in pages
        ]
        return [*own, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context = {"can_set_prices": can_set_prices(request.user), **(extra_context or {})}
        return super().changelist_view(request, context)

    def download(self, request: HttpRequest) -> HttpResponse | FileResponse:
        """The form; with `format` in its address, the file."""
        _check(request)
        is_asked = "format" in request.GET
        form = DownloadForm(request.GET) if is_asked else DownloadForm()
        if is_asked and form.is_valid():
            return _prices(**form.cleaned_data)
        return self._page(request, "download", "Download prices", form=form)

    def upload(self, request: HttpRequest) -> HttpResponse:
        _check(request)
        is_sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
        if is_sent and form.is_valid() and (sentence := why_not_yet(request.user)):
            form.add_error("file", sentence)
        if is_sent and form.is_valid():
            try:
                return redirect("admin:products_pricebatch_upload_look", _received(request, form))
            except UnreadablePriceFile as error:
                form.add_error("file", str(error))
        if is_sent and not form.errors.get("file"):
            form.add_error("file", "Choose the file once more: a browser doesn't keep it.")
        waiting = PriceUpload.objects.filter(uploaded_by=cast("User", request.user)).exclude(
            state__in=[PriceUpload.State.DISCARDED, PriceUpload.State.UNREADABLE]
        )
        earlier = waiting.defer("content", "errors")[:10]
        return self._page(request, "upload", "Upload prices", form=form, earlier=earlier)

    def look(self, request: HttpRequest, upload: int) -> HttpResponse:
        """What it would do, or how far it is, or what became of it."""
        row = _found(request, upload, defer=["content", "errors"])
        counts = row.preview.get("counts", {})
        lists = row.preview.get("lists", {})
        context = {
            "upload": row,
            "decides": row.uploaded_by == request.user,
            "batch": row.batches.first(),
            "worker_is_alive": not row.is_under_way or is_alive(),
            "counts": [(kind, counts.get(kind, 0)) for kind in KINDS] if counts else [],
            "writes": row.changes_something,
            "moved_on": row.preview.get("previewed", counts) != counts,
            "previewed": [(kind, row.preview.get("previewed", {}).get(kind, 0)) for kind in KINDS],
            "lists": [
                (kind, heading, lists[kind], max(0, _total(row, kind) - len(lists[kind])))
                for kind, heading in _HEADINGS.items()
                if lists.get(kind)
            ],
        }
        return self._page(request, "upload_look", f"Prices of {row.name}", **context)

    @answers_once
    def apply(self, request: HttpRequest, upload: int) -> HttpResponse:
        row = _found(request, upload, decides=True)
        if row.state != PriceUpload.State.WAITING:
            return self._decided_before(request, row)
        if is_long(bytes(row.content)):
            return self._for_the_worker(request, row)
        try:
            weighed = weigh(row)
        except ForTheWorker:
            return self._for_the_worker(request, row)
        except UnreadablePriceFile as error:  # it could be read before, but takes too long now
            self.message_user(request, str(error), messages.ERROR)
            return redirect("admin:products_pricebatch_upload_look", row.pk)
        return once(request, lambda: self._applied(request, row, weighed))

    def _for_the_worker(self, request: HttpRequest, row: PriceUpload) -> HttpResponse:
        if sentence := why_not_yet(request.user):
            self.message_user(request, sentence, messages.WARNING)
            return redirect("admin:products_pricebatch_upload_look", row.pk)
        return once(request, lambda: self._queued(request, row))

    def _queued(self, request: HttpRequest, row: PriceUpload) -> HttpResponseRedirect:
        is_first = row.move(
            PriceUpload.State.APPLYING, asked_at=timezone.now(), lines=0, lines_done=0
        )
        if not is_first:
            return self._decided_before(request, row)
        work_soon(row)
        return redirect("admin:products_pricebatch_upload_look", row.pk)

    def _applied(
        self, request: HttpRequest, row: PriceUpload, weighed: Weighed
    ) -> HttpResponseRedirect:
        # Locked by being moved: whoever decides at the same moment finds it decided.
        if not (row.move(PriceUpload.State.APPLYING) and apply(row, weighed)):
            return self._decided_before(request, row)
        return redirect("admin:products_pricebatch_upload_look", row.pk)

    def _decided_before(self, request: HttpRequest, row: PriceUpload) -> HttpResponseRedirect:
        row.refresh_from_db(fields=["state"])
        text = f"It was decided before: {row.name} is {row.get_state_display()}."
        self.message_user(request, text, messages.WARNING)
        return redirect("admin:products_pricebatch_upload_look", row.pk)

    @decides
    def discard(self, request: HttpRequest, upload: int) -> HttpResponse:
        row = _found(request, upload, decides=True)
        if not discard(row):
            return self._decided_before(request, row)
        text = f"“{row.name}” was discarded, and no price changed."
        self.message_user(request, text, messages.SUCCESS)
        return redirect("admin:products_pricebatch_upload")

    def errors(self, request: HttpRequest, upload: int) -> HttpResponse:
        """The refused lines as they stood, with why."""
        row = _found(request, upload)
        if not row.errors:
            raise Http404
        stem, errors = row.name.rpartition(".")[0], bytes(row.errors)
        kind = "xlsx" if errors.startswith(b"PK") else "csv"
        response = HttpResponse(errors, content_type=_TYPES[kind])
        response.headers["Content-Disposition"] = _attachment(f"{stem or row.name}-refused.{kind}")
        return response

    def _page(
        self, request: HttpRequest, name: str, title: str, **context: Any
    ) -> TemplateResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "media": self.media,
            **context,
        }
        return TemplateResponse(request, f"admin/products/price_files/{name}.html", context)


def _check(request: HttpRequest) -> None:
    if not can_set_prices(request.user):
        raise PermissionDenied


def _found(
    request: HttpRequest, upload: int, *, decides: bool = False, defer: Sequence[str] = ()
) -> PriceUpload:
    """The upload; 403 for who sets no prices, and for another than whose it is to decide."""
    _check(request)
    rows = PriceUpload.objects.select_related("uploaded_by").filter(pk=upload)
    row = rows.defer(*defer).first()
    if row is None:
        raise Http404
    if decides and row.uploaded_by != request.user:
        raise PermissionDenied
    return row


def _received(request: HttpRequest, form: UploadForm) -> int:
    """The upload of a valid form, read at once unless it is long."""
    file, data = form.cleaned_data["file"], form.cleaned_data["file"].read()
    upload = PriceUpload(
        uploaded_by=cast("User", request.user),
        name=file.name[-300:],
        content=data,
        looked_at=form.cleaned_data["looked_at"] or timezone.now(),
        reason=form.cleaned_data["reason"],
    )
    upload.save()
    if is_long(data):
        work_soon(upload)
        return upload.pk
    try:
        show(upload, weigh(upload))
    except ForTheWorker:
        work_soon(upload)
    except UnreadablePriceFile:
        upload.delete()
        raise
    return upload.pk


def _prices(*, retailer: Retailer | None, stale: str, format: str) -> FileResponse:  # noqa: A002 -- the field's name
    offers = Offer.objects.all()
    if stale:
        offers = offers.never_checked() if stale == "never" else offers.stale()
    if retailer:
        offers = offers.filter(retailer=retailer)
    stream = TemporaryFile()  # noqa: SIM115 -- the response closes it
    if format == "csv":
        text = io.TextIOWrapper(stream, encoding="utf-8", newline="")
        write_prices(text, offers, format)
        text.detach()
    else:
        write_prices(stream, offers, format)
    stream.seek(0)
    shop = f"-{retailer.slug}" if retailer else ""
    name = f"prices{shop}-{site_day().isoformat()}.{format}"
    return FileResponse(stream, as_attachment=True, filename=name, content_type=_TYPES[format])


def _attachment(name: str) -> str:
    return f"attachment; filename*=UTF-8''{quote(name)}"


def _total(row: PriceUpload, kind: str) -> int:
    return int(row.preview["counts"][kind])
