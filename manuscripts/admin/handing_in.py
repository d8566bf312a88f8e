"""Handing a manuscript in: pasted or as a file, perhaps as a correction of an earlier one."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from manuscripts.models import Manuscript
from manuscripts.reading import UnreadableManuscript
from manuscripts.review import PASTED, receive

_MAX_BYTES = 20_000_000
_MAX_EARLIER = 100
_ENDINGS = ".txt,.text,.md,.markdown,.html,.htm,.docx"


class _Earlier(forms.ModelChoiceField):
    def label_from_instance(self, manuscript):
        title = manuscript.article.title if manuscript.article else "in review"
        day = timezone.localdate(manuscript.imported_at)
        return f"{manuscript.name} ({title}), {day:%-d %b %Y}"


class HandInForm(forms.Form):
    """
    `html` is what script took from the clipboard along with `text`: headings, links and struck
    prices are in it. Without script there is the text alone.
    """

    file = forms.FileField(
        required=False,
        widget=forms.FileInput(attrs={"accept": _ENDINGS}),
        help_text="Word (.docx), Markdown, HTML or plain text, up to 20 MB.",
    )
    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    follows = _Earlier(
        label="Corrects",
        queryset=Manuscript.objects.none(),
        required=False,
        empty_label="nothing: it is a new piece",
        help_text="The earlier version of the same piece: only what changed is shown then. One of "
        "the same title is found by itself.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        earlier = Manuscript.objects.select_related("article").only(
            "name", "imported_at", "article__title"
        )
        self.fields["follows"].queryset = earlier
        newest = earlier[:_MAX_EARLIER]
        self.fields["follows"].choices = [
            ("", self.fields["follows"].empty_label),
            *((one.pk, self.fields["follows"].label_from_instance(one)) for one in newest),
        ]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > _MAX_BYTES:
            raise forms.ValidationError(
                f"{file.name} has {file.size / 1e6:.0f} MB; 20 MB are the most. Take its pictures "
                "out."
            )
        return file

    def clean(self):
        said = super().clean()
        has_text = bool((said.get("text") or said.get("html") or "").strip())
        if said.get("file") and has_text:
            self.add_error("file", "There is a text as well: hand in one of them at a time.")
        elif not self.errors and not said.get("file") and not has_text:
            self.add_error("text", "Paste the text, or choose a file.")
        return said

    @property
    def source(self):
        """`(bytes, name, field it came from)`."""
        said = self.cleaned_data
        if file := said["file"]:
            return file.read(), file.name, "file"
        if said["html"].strip():
            return f"<!doctype html>{said['html']}".encode(), PASTED, "text"
        return said["text"].encode(), PASTED, "text"


class HandingIn:
    """Mixed into the manuscript's admin: its “add” page."""

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        form = HandInForm(request.POST, request.FILES) if is_sent else HandInForm()
        if is_sent and form.is_valid():
            manuscript = self._receive(request, form)
            if manuscript:
                return redirect("admin:manuscripts_manuscript_review", manuscript.pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Hand in a manuscript",
            "form": form,
        }
        return TemplateResponse(request, "admin/manuscripts/hand_in.html", context)

    def _receive(self, request, form):
        """The manuscript, new or met before; None with a sentence at its field."""
        data, name, field = form.source
        try:
            manuscript, is_new = receive(
                data, name, by=request.user, follows=form.cleaned_data["follows"]
            )
        except UnreadableManuscript as error:
            form.add_error(field, str(error))
            return None
        if is_new:
            self.log_addition(request, manuscript, "Handed it in.")
        else:
            text = "The very same manuscript was handed in before: this is its review."
            self.message_user(request, text, messages.INFO)
        return manuscript
