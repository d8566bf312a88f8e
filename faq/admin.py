from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from backoffice.changelist import filled_filter
from backoffice.model_admin import HistoryAdmin
from backoffice.worklist import worklist
from faq.models import Question, QuestionSource
from products.admin.link_doubts import say_link_doubts


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


@admin.register(Question)
class QuestionAdmin(HistoryAdmin):
    search_label = "question"
    search_order = 40
    nav_group = "Questions"
    nav_icon = "question"
    nav_order = 10
    empty_text = "No questions yet. They come from manuscripts, or add one here."
    autocomplete_fields = ["answered_by"]
    date_hierarchy = "published_at"
    field_permissions = {
        "published_at": ("faq.publish_question", "Set by people who can publish questions."),
    }
    release_permission = "faq.publish_question"
    release_reason = "Only people who can publish questions can change it"
    fields = ["question", "slug", "answer", "answered_by", "tags", "published_at"]
    inlines = [SourceInline]
    list_display = ["question", "is_answered", "answered_by", "published_at"]
    list_filter = [
        AnsweredFilter,
        filled_filter("published_at", "not published", "published"),
    ]
    list_select_related = ["answered_by"]
    prepopulated_fields = {"slug": ["question"]}
    readonly_fields = ["answer_as_read"]
    search_fields = ["question", "answer"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None or self.has_change_permission(request, obj):
            return self.fields
        return ["answer_as_read" if name == "answer" else name for name in self.fields]

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        super().save_model(request, obj, form, change)
        say_link_doubts(request, [form])

    @admin.display(description="answer")
    def answer_as_read(self, question: Question) -> SafeString:
        """For whoever may only read it: the answer as it looks, not its HTML."""
        return mark_safe(Question._meta.get_field("answer").sanitize(question.answer))  # noqa: S308 -- cleaned in it

    @admin.display(boolean=True, description="answered")
    def is_answered(self, question: Question) -> bool:
        return bool(question.answer)


worklist(
    Question,
    "unanswered",
    title="Questions without an answer",
    rows=lambda rows, user: rows.unanswered(),
    has_permission=lambda user: user.has_perm("faq.change_question"),
    place=50,
    asked=("answered", "no"),
)
