"""Reports in the admin: what readers found wrong, and what the desk makes of it."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backoffice.decisions import decides, refuse_stale
from backoffice.model_admin import BaseAdmin, ReadOnlyAdmin
from backoffice.worklist import worklist
from core.timezones import moment_text
from reports.kinds import KINDS, kinds_mended_by
from reports.models import Report

State = Report.State
_BUTTONS = {
    State.NEW: [State.SEEN, State.MENDED, State.NOTHING_WRONG],
    State.SEEN: [State.MENDED, State.NOTHING_WRONG],
    State.MENDED: [State.SEEN],
    State.NOTHING_WRONG: [State.SEEN],
}
_WORDS = {
    State.SEEN: "I’m looking into it",
    State.MENDED: "It was wrong, and is mended",
    State.NOTHING_WRONG: "Nothing is wrong",
}
_AGAIN = "Open it again"


class DecisionForm(forms.Form):
    note = forms.CharField(
        label="What we found",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="For colleagues who read this later. Readers never see it.",
    )


def _visible(rows: QuerySet[Any], user: Any) -> Any:
    """Every report for who may view them; else those about what the user can mend."""
    if user.has_perm("reports.view_report"):
        return rows
    return rows.filter(kind__in=kinds_mended_by(user))


@admin.register(Report)
class ReportAdmin(ReadOnlyAdmin):
    nav_group = "Reports"
    nav_icon = "page"
    nav_order = 10
    search_order = 90
    empty_text = "No reader has reported anything wrong."
    view_permissions = ("reports.handle_report",)
    list_display = ["what", "about_words", "state", "received_at"]
    list_filter = ["state", "kind"]
    search_fields = ["text", "about_words", "note"]
    fields = ["about", "where", "typed", "answer_to", "received", "state"]
    readonly_fields = [
        "about",
        "where",
        "typed",
        "answer_to",
        "received",
        "state",
        "note",
        "decided",
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        return _visible(super().get_queryset(request), request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By the right to delete, unlike other rows that are only looked at."""
        return bool(BaseAdmin.has_delete_permission(self, request, obj))

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        is_new = obj is None or obj.state == State.NEW
        return self.fields if is_new else [*self.fields, "note", "decided"]

    # What is shown

    @admin.display(description="what is wrong", ordering="text")
    def what(self, report: Report) -> str:
        return str(report)

    @admin.display(description="about")
    def about(self, report: Report) -> str | SafeString:
        """The thing, as it was for the reader, with the way to its record."""
        words = report.about_words or "the site as a whole"
        kind = KINDS.get(report.kind)
        if kind is None or not kind.model._base_manager.filter(pk=report.row).exists():
            return words
        opts = kind.model._meta
        url = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[report.row])
        return format_html('<a href="{}">{}</a>', url, words)

    @admin.display(description="where readers see it")
    def where(self, report: Report) -> str | SafeString:
        path = report.page_path
        if not path.startswith("/") or path.startswith(("//", "/\\")):
            return "–"
        return format_html('<a href="{0}">{0}</a>', path)

    @admin.display(description="what they wrote")
    def typed(self, report: Report) -> SafeString:
        # A class of our own would be one rule more: the admin's read-only texts keep their lines.
        return format_html('<div class="readonly" dir="auto">{}</div>', report.text)

    @admin.display(description="answer to")
    def answer_to(self, report: Report) -> str | SafeString:
        if not report.reply_to:
            return "They gave no address."
        return format_html('<a href="mailto:{0}">{0}</a>', report.reply_to)

    @admin.display(description="received")
    def received(self, report: Report) -> str:
        return moment_text(report.received_at)

    @admin.display(description="by")
    def decided(self, report: Report) -> str:
        who = report.decided_by or "someone whose account was deleted"
        return f"{who}, {moment_text(report.decided_at)}" if report.decided_at else "–"

    # What is decided

    def extra_views(self) -> dict[str, Any]:
        return {**super().extra_views(), "decide": ("decide/", self.decide)}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        report = kwargs.get("obj")
        if report and request.user.has_perm("reports.handle_report"):
            context |= {
                "decision": DecisionForm(initial={"note": report.note}),
                "buttons": [
                    (state.value, _WORDS[state] if report.is_open else _AGAIN)
                    for state in _BUTTONS[report.state]
                ],
                "state_now": _state_of(report),
            }
        answer: HttpResponse = super().render_change_form(request, context, *args, **kwargs)
        return answer

    @decides
    def decide(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("reports.handle_report"):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        rows = self.get_queryset(request).select_for_update(of=("self",))
        report = rows.filter(pk=pk).first()
        if report is None:
            raise Http404
        form = DecisionForm(request.POST)
        try:
            refuse_stale(request, _state_of(report))
            pressed = [one for one in _BUTTONS[report.state] if f"to-{one.value}" in request.POST]
            if not pressed or not form.is_valid():
                raise ValidationError("Nothing was saved: press one of the buttons below.")
        except ValidationError as error:
            self.show_errors(request, error)
            return redirect(self.change_url(report))
        report.move(pressed[0], by=request.user, note=form.cleaned_data["note"])
        said = f"Report: {report.get_state_display()}."
        self.log_change(request, report, said)
        self.message_user(request, said, messages.SUCCESS)
        return redirect(self.change_url(report))


def _state_of(report: Report) -> dict[str, tuple[str, str]]:
    return {"State": (report.get_state_display(), report.state)}


worklist(
    Report,
    "reports",
    title="Readers report something wrong",
    rows=lambda rows, user: rows.open(),
    has_permission=lambda user: user.has_perm("reports.handle_report"),
    place=15,
    order=("received_at", "pk"),
    detail=lambda report: report.about_words or report.get_state_display(),
)
