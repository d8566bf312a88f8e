"""Uploading a manuscript: pasted or as a file, perhaps as a correction of an earlier one."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from core.request_bodies import USUAL, allow_body
from core.spare_memory import give_back
from manuscripts.admin.requests import user_of
from manuscripts.earlier_versions import PASTED, SameFileName
from manuscripts.models import Manuscript
from manuscripts.proposals import receive
from manuscripts.reading import (
    LARGEST_FILE,
    LARGEST_MARKDOWN,
    LARGEST_MARKUP,
    LARGEST_TEXT,
    UnreadableManuscript,
)

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as Base
else:
    Base = object

MB = 1_000_000
_MAX_BYTES = LARGEST_FILE
_MAX_EARLIER = 100
_ENDINGS = ".txt,.text,.md,.markdown,.html,.htm,.docx"
allow_body("admin:manuscripts_manuscript_add", _MAX_BYTES + 2 * USUAL)  # beside a file, a paste


class _EarlierManuscriptField(forms.ModelChoiceField):
    def label_from_instance(self, manuscript: Manuscript) -> str:
        title = manuscript.article.title if manuscript.article else "in review"
        day = timezone.localdate(manuscript.uploaded_at)
        return f"{manuscript.name} ({title}), {day:%-d %b %Y}"


class UploadForm(forms.Form):
    """
    `html` is what script took from the clipboard along with `text`: headings, links and struck
    prices are in it. Without script there is the text alone.
    """

    file = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": _ENDINGS}),
        help_text=f"Word (.docx), up to {LARGEST_FILE // MB} MB with its pictures; HTML or "
        f"Markdown, up to {LARGEST_MARKUP // MB} MB with them; or plain text. The text alone may "
        f"have {LARGEST_TEXT:,} bytes, in Markdown {LARGEST_MARKDOWN:,} characters.",
    )
    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    follows = _EarlierManuscriptField(
        label="Corrects",
        queryset=Manuscript.objects.none(),
        required=False,
        empty_label="nothing: this is a new piece",
        help_text="The earlier version of the same piece, so that only what changed needs review. "
        "A version with the same title is found automatically.",
    )
    is_new_piece = forms.BooleanField(
        label="It is a new piece, though its file has the name of another", required=False
    )

    asks_about_name = False  # whether that is to be ticked, or what it corrects to be chosen

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        earlier = Manuscript.objects.select_related("article").only(
            "name", "uploaded_at", "article__title"
        )
        follows: Any = self.fields["follows"]
        follows.queryset = earlier
        newest = earlier[:_MAX_EARLIER]
        follows.choices = [
            ("", follows.empty_label),
            *((one.pk, follows.label_from_instance(one)) for one in newest),
        ]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > _MAX_BYTES:
            has_pictures = file.name.lower().endswith((".docx", ".html", ".htm"))
            advice = "Remove its pictures" if has_pictures else "Split it into single articles"
            raise forms.ValidationError(
                f"{file.name} has {file.size / 1e6:.0f} MB, and {_MAX_BYTES // MB} MB is the "
                f"limit. {advice}."
            )
        return file

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        has_text = bool((data.get("text") or data.get("html") or "").strip())
        if data.get("file") and has_text:
            self.add_error("file", "There is text as well: upload one of them at a time.")
        elif not self.errors and not data.get("file") and not has_text:
            self.add_error("text", "Paste the text, or choose a file.")
        return data

    def ask_about(self, earlier: Manuscript) -> None:
        """Ask whether this corrects the manuscript whose file has the same name."""
        self.asks_about_name = True
        follows: Any = self.fields["follows"]
        if earlier.pk not in {key for key, _ in follows.choices}:
            choice = earlier.pk, follows.label_from_instance(earlier)
            follows.choices = [*follows.choices, choice]
        self.add_error(
            "follows",
            f"{earlier.name} is also the file of “{earlier.article}”, under another title. Choose "
            "that one here if this corrects it, or say that it is a new piece. Then choose the "
            "file again.",
        )

    @property
    def source(self) -> tuple[bytes, str, str]:
        """`(bytes, name, field it came from)`."""
        data = self.cleaned_data
        if file := data["file"]:
            return file.read(), file.name, "file"
        if data["html"].strip():
            return f"<!doctype html>{data['html']}".encode(), PASTED, "text"
        return data["text"].encode(), PASTED, "text"


class UploadMixin(Base):
    """Mixed into the manuscript's admin: its “add” page."""

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
        if is_sent and form.is_valid():
            manuscript = self._receive(request, form)
            give_back()
            if manuscript:
                return redirect("admin:manuscripts_manuscript_review", manuscript.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Upload a manuscript",
            "form": form,
        }
        return TemplateResponse(request, "admin/manuscripts/upload.html", context)

    def _receive(self, request: HttpRequest, form: UploadForm) -> Manuscript | None:
        """The manuscript, new or seen before; None with a sentence at its field."""
        original, name, field = form.source
        try:
            manuscript, is_new = receive(
                original,
                name,
                by=user_of(request),
                follows=form.cleaned_data["follows"],
                asks=not form.cleaned_data["is_new_piece"],
            )
        except SameFileName as error:
            form.ask_about(error.earlier)
            return None
        except UnreadableManuscript as error:
            form.add_error(field, str(error))
            return None
        if is_new:
            self.log_addition(request, manuscript, "Uploaded it.")
        else:
            text = "The same manuscript was uploaded before: this is its review."
            self.message_user(request, text, messages.INFO)
        return manuscript
