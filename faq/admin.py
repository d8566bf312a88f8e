from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import get_text_list

from backoffice.activity import log_line
from backoffice.changelist import filled_filter
from backoffice.decisions import decides, refuse_stale
from backoffice.tag_proposals import ProposedTagsAdmin, ProposedTagsForm
from backoffice.widgets import parse_pk
from backoffice.worklist import worklist
from faq.joining import join, separate
from faq.models import Question, QuestionSource
from products.admin.link_doubts import say_link_doubts

MAX_NAMED = 5


class AnsweredFilter(admin.SimpleListFilter):
    title = "answer"
    parameter_name = "answered"
    empty_texts = {"no": "Every question has been answered."}

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "not answered yet"), ("yes", "answered")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        if self.value() == "no":
            return queryset.unanswered()
        return queryset.exclude(answer="") if self.value() == "yes" else queryset


class SourceInline(admin.TabularInline):
    extra = 0
    model = QuestionSource


class QuestionForm(ProposedTagsForm):
    """With the proposed form that stands alone beside its field."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        proposed, field = self.instance.proposed_form, self.fields.get("standalone")
        if field and proposed and not self.instance.standalone:
            field.help_text = f"Proposed: “{proposed}” {field.help_text}"


class JoinForm(forms.Form):
    into = forms.ModelChoiceField(
        Question.objects.none(),
        label="The answer to keep",
        widget=forms.RadioSelect,
        empty_label=None,
    )

    def __init__(self, *args: Any, questions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = questions  # type: ignore[attr-defined]


@admin.register(Question)
class QuestionAdmin(ProposedTagsAdmin):
    search_label = "question"
    search_order = 40
    nav_group = "Questions"
    nav_icon = "question"
    nav_order = 10
    empty_text = "No questions yet. They come from manuscripts, or add one here."
    actions = ["accept_tags", "decline_tags", "propose_tags", "accept_forms", "join", "separate"]
    autocomplete_fields = ["answered_by"]
    date_hierarchy = "published_at"
    field_permissions = {
        "published_at": ("faq.publish_question", "Set by people who can publish questions."),
    }
    form = QuestionForm
    release_permission = "faq.publish_question"
    release_reason = "Only people who can publish questions can change it"
    fields = [
        *("question", "standalone", "slug", "answer", "answered_by", "tags"),
        *("accepted_tags", "declines_tags", "published_at", "joined_into"),
    ]
    inlines = [SourceInline]
    list_display = ["__str__", "is_answered", "answered_by", "published_at"]
    list_filter = [
        AnsweredFilter,
        filled_filter("published_at", "not published", "published"),
        filled_filter("joined_into", "for itself", "joined into another"),
    ]
    list_select_related = ["answered_by"]
    prepopulated_fields = {"slug": ["question"]}
    readonly_fields = ["answer_as_read", "joined_into"]
    search_fields = ["question", "standalone", "answer"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = [
            name for name in self.fields if name != "joined_into" or (obj and obj.joined_into)
        ]
        if obj is None or self.has_change_permission(request, obj):
            return fields
        return ["answer_as_read" if name == "answer" else name for name in fields]

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        before = obj.answer_digest
        super().save_model(request, obj, form, change)
        say_link_doubts(request, [form])
        if change and before and obj.answer_digest != before:
            self._say_who_shows_the_old_answer(request, obj)

    def _say_who_shows_the_old_answer(self, request: HttpRequest, question: Question) -> None:
        """The editions that `articles` hangs on it keep the answer they were published with."""
        live = question.editions.live()
        shown = live.filter(
            pk__in=question.edition_links.exclude(answer_digest=question.answer_digest).values(
                "edition"
            )
        )
        titles = [f"“{edition.title}”" for edition in shown.defer("content")[: MAX_NAMED + 1]]
        if titles:
            named = get_text_list(
                [*titles[:MAX_NAMED], *(["others"] * (len(titles) > MAX_NAMED))], "and"
            )
            self.message_user(
                request,
                f"Readers still see the old answer in {named}: publish again what should have the "
                "new one. The first page keeps the list.",
                messages.WARNING,
            )

    @admin.display(description="answer")
    def answer_as_read(self, question: Question) -> SafeString:
        """For whoever may only read it: the answer as it looks, not its HTML."""
        return mark_safe(Question._meta.get_field("answer").sanitize(question.answer))  # noqa: S308 -- cleaned in it

    @admin.display(boolean=True, description="answered")
    def is_answered(self, question: Question) -> bool:
        return bool(question.answer)

    @admin.action(description="Accept proposed forms that stand alone", permissions=["change"])
    def accept_forms(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        proposed = queryset.filter(standalone="").exclude(proposed_form="")
        rows = [row for row in proposed if self.has_change_permission(request, row)]
        for row in rows:
            row.standalone, row.proposed_form = row.proposed_form, ""
            row.save()
            self.log_change(request, row, f"Accepted the form “{row.standalone}”.")
        self.message_user(request, f"Forms accepted: {len(rows)}.", messages.SUCCESS)

    # Joining

    def has_join_permission(self, request: HttpRequest) -> bool:
        """Joining changes what readers get at an address."""
        can_publish = request.user.has_perm("faq.publish_question")
        return can_publish and self.has_change_permission(request)

    def extra_views(self) -> dict[str, Any]:
        return {**super().extra_views(), "join": ("join/", self.join_into)}

    @admin.action(description="Join two questions…", permissions=["join"])
    def join(self, request: HttpRequest, queryset: QuerySet[Any]) -> HttpResponse | None:
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) != 2:
            self.message_user(request, "Select two questions to join.", messages.WARNING)
            return None
        first, second = keys
        page = reverse("admin:faq_question_join", args=[first])
        return redirect(f"{page}?{urlencode({'other': second})}")

    @decides
    def join_into(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show both answers side by side, and ask which of them stays."""
        first = self.get_or_404(request, str(pk))
        if not self.has_join_permission(request):
            raise PermissionDenied
        other = parse_pk(request.GET.get("other", ""))
        questions = Question.objects.filter(Q(pk=first.pk) | Q(pk=other)).order_by("pk")
        both = list(questions.select_related("answered_by"))
        form = JoinForm(request.POST or None, questions=questions, initial={"into": first.pk})
        state = {
            str(one): (str(one), f"{one.pk} {one.answer_digest} {one.joined_into_id}")
            for one in both
        }
        if request.method == "POST" and form.is_valid():
            try:
                refuse_stale(request, state)
                into = form.cleaned_data["into"]
                (question,) = [one for one in both if one != into] or [into]
                kept = join(question, into)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_change(request, question, f"Joined it into “{kept}”.")
                self.message_user(
                    request,
                    f"“{question}” is answered by “{kept}” now, and its address leads there. "
                    "“Separate” in this list undoes it.",
                    messages.SUCCESS,
                )
                return redirect("admin:faq_question_changelist")
        response: Any = self.confirm(
            request,
            first,
            title="Join two questions",
            button="Join" if len(both) == 2 else "",
            form=form,
            state=state,
            sentences=[
                "One answer stays. The other question keeps its words in its articles; its address "
                "leads to the one that stays. They can be separated again."
            ],
            both=[_side(one) for one in both],
        )
        response.template_name = "admin/faq/join.html"
        return response

    @admin.action(description="Separate what was joined", permissions=["join"])
    def separate(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        rows = list(queryset.exclude(joined_into=None))
        for row in rows:
            separate(row)
            self.log_change(request, row, "Separated it again.")
        self.message_user(request, f"Questions separated: {len(rows)}.", messages.SUCCESS)


def _side(question: Question) -> dict[str, Any]:
    """What the page of joining shows of one of the two."""
    live = question.editions.live().defer("content")
    return {
        "question": question,
        "answer": mark_safe(Question._meta.get_field("answer").sanitize(question.answer)),  # noqa: S308 -- cleaned in it
        "articles": format_html_join(
            ", ",
            "<a href='{}'>{}</a>",
            ((edition.get_absolute_url(), edition.title) for edition in live[:MAX_NAMED]),
        ),
    }


def _proposed(rows: Any) -> Any:
    lacks_form = Q(standalone="") & ~Q(proposed_form="")
    return rows.filter(~Q(proposed_tags="") | lacks_form, joined_into=None)


worklist(
    Question,
    "unanswered",
    title="Questions without an answer",
    rows=lambda rows, user: rows.unanswered(),
    has_permission=lambda user: user.has_perm("faq.change_question"),
    place=50,
    asked=("answered", "no"),
)
worklist(
    Question,
    "same",
    title="Questions in the same words",
    rows=lambda rows, user: rows.in_the_same_words(),
    has_permission=lambda user: user.has_perm("faq.publish_question"),
    place=51,
    order=(Lower("question"), "pk"),
)
worklist(
    Question,
    "proposed",
    title="Forms and tags proposed for questions",
    rows=lambda rows, user: _proposed(rows),
    has_permission=lambda user: user.has_perm("faq.publish_question"),
    place=76,
    detail=lambda row: row.proposed_tags or row.proposed_form,
)
log_line(Question, r"Joined it into “(.+)”\.", "joined into “{0}”")
log_line(Question, r"Separated it again\.", "separated again")
