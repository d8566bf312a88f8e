from django.contrib import admin

from backoffice.model_admin import HistoryAdmin
from backoffice.worklist import worklist
from faq.models import Question, QuestionSource


class AnsweredFilter(admin.SimpleListFilter):
    title = "answer"
    parameter_name = "answered"
    empty_texts = {"no": "Every question has its answer."}

    def lookups(self, request, model_admin):
        return [("no", "not answered yet"), ("yes", "answered")]

    def queryset(self, request, queryset):
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
    empty_text = "No questions yet. They come with manuscripts, and by hand as readers ask."
    autocomplete_fields = ["answered_by"]
    date_hierarchy = "published_at"
    field_permissions = {
        "published_at": ("faq.publish_question", "Set by those who publish questions."),
    }
    release_permission = "faq.publish_question"
    release_reason = "Readers see this already: it is changed by those who publish questions."
    fields = ["question", "slug", "answer", "answered_by", "tags", "published_at"]
    inlines = [SourceInline]
    list_display = ["question", "is_answered", "answered_by", "published_at"]
    list_filter = [AnsweredFilter, ("published_at", admin.EmptyFieldListFilter)]
    list_select_related = ["answered_by"]
    prepopulated_fields = {"slug": ["question"]}
    search_fields = ["question", "answer"]

    @admin.display(boolean=True, description="answered")
    def is_answered(self, question):
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
