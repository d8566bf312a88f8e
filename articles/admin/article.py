"""The article at the desk: its list, its form, and saving it."""

from content_editor.admin import ContentEditor
from csp.decorators import csp_update
from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, Subquery
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator

from articles.admin.history import HistorySteps
from articles.admin.inlines import (
    BLOCK_HINTS,
    ArticleQuoteInline,
    BylineInline,
    CallOutInline,
    CorrectionInline,
    ImageInline,
    ProductPickInline,
    PullQuoteInline,
    QuestionInline,
    SourceInline,
    TableInline,
    TextInline,
)
from articles.admin.keeping import KeepingSteps
from articles.admin.publishing import PublishingSteps
from articles.admin.signing import SigningSteps
from articles.calendar import publication_status
from articles.drafts.revisions import save_revision
from articles.forms import ArticleForm
from articles.models import Article, Correction, Edition, ImageBlock
from articles.publishing.checks import can_publish
from articles.sign_off import can_sign, signatures
from backoffice.model_admin import BaseAdmin
from backoffice.widgets import parse_pk
from core.timezones import moment_text
from pictures.choosing import ChoosesPicture, doubt_words

# content-editor writes one style element with script (the words “Hide” and “Show” behind the
# blocks' names). The browser lets exactly that one in; tests/browser/test_editing.py notices when
# an upgrade changes it.
CONTENT_EDITOR_STYLE = "'sha256-N1v+9oYdxeZd/nv2iKYNMLWqP5BlGZff7wM0R1mK4ws='"


class StandingFilter(admin.SimpleListFilter):
    title = "what readers see"
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [("live", "live"), ("planned", "planned"), ("not_live", "not live")]

    def queryset(self, request, queryset):
        conditions = {
            "live": Q(live_since__isnull=False),
            "planned": Q(planned_from__isnull=False),
            "not_live": Q(live_since=None),
        }
        return queryset.filter(conditions.get(self.value(), Q()))


@admin.register(Article)
class ArticleAdmin(
    ChoosesPicture,
    KeepingSteps,
    PublishingSteps,
    HistorySteps,
    SigningSteps,
    BaseAdmin,
    ContentEditor,
):
    search_label = "title"
    search_order = 10
    nav_group = "Articles"
    nav_icon = "article"
    nav_order = 10
    empty_text = (
        "No articles yet. Write the first one here, or hand in a manuscript: it is read "
        "into a draft with its quotes, products and questions."
    )
    autocomplete_fields = ["reviewer", "picture"]
    date_hierarchy = "saved_at"
    form = ArticleForm
    list_display = ["title", "standing", "at_the_desk", "saved_at"]
    detects_conflicts = False  # it merges (articles/admin/keeping.py)
    list_filter = [StandingFilter, "status", "topic"]
    prepopulated_fields = {"slug": ["title"]}
    search_fields = ["title", "dek", "slug"]
    shows_references = False  # its editions have a page of their own
    view_on_site = False  # the page says itself what readers see, with a link where they do
    fieldsets = [
        (
            None,
            {"fields": ["title", "slug", "dek", ("topic", "status"), "tags"]},
        ),
        ("Picture", {"fields": ["picture", "image_alt", "image_caption"]}),
        ("Review", {"fields": ["reviewer"]}),
    ]
    inlines = [
        BylineInline,
        TextInline,
        ImageInline,
        PullQuoteInline,
        ProductPickInline,
        QuestionInline,
        CallOutInline,
        TableInline,
        ArticleQuoteInline,
        SourceInline,
        CorrectionInline,
    ]

    class Media:
        css = {"all": ["backoffice/keeping.css", "backoffice/history.css"]}
        js = ["backoffice/blocks.js", "backoffice/keeping.js"]

    def get_queryset(self, request):
        now = timezone.now()
        of_article = Edition.objects.filter(article=OuterRef("pk"))
        live = of_article.filter(pk__in=Edition.objects.live(now).values("pk"))
        planned = of_article.filter(live_from__gt=now).order_by("live_from")
        return (
            super()
            .get_queryset(request)
            .annotate(
                live_since=Subquery(live.values("live_from")[:1]),
                live_made_at=Subquery(live.values("made_at")[:1]),
                planned_from=Subquery(planned.values("live_from")[:1]),
                was_live=Exists(of_article.filter(live_from__lte=now)),
            )
        )

    @admin.display(description="what readers see", ordering="live_since")
    def standing(self, article):
        words = []
        if article.live_since:
            words.append(f"live since {moment_text(article.live_since)}")
            if article.saved_at > article.live_made_at:
                words.append("changed at the desk since")
        elif article.was_live:
            words.append("taken down")
        if article.planned_from:
            words.append(f"planned for {moment_text(article.planned_from)}")
        return "; ".join(words) or "draft"

    @admin.display(description="at the desk", ordering="status")
    def at_the_desk(self, article):
        return article.get_status_display()

    # Rights

    def locked_fields(self, request, obj=None):
        guarded = super().locked_fields(request, obj)
        # The list's queryset says whether it was live, so that nobody has to ask again and again.
        if obj and not can_publish(request.user) and getattr(obj, "was_live", True):
            guarded["slug"] = "Readers know this address: it is changed by those who publish."
        return guarded

    def formfield_for_choice_field(self, db_field, request, **kwargs):
        if db_field.name == "status" and not can_publish(request.user):
            kwargs["choices"] = [c for c in Article.Status.choices if c[0] != Article.Status.READY]
            kwargs["help_text"] = (
                "Those who publish say when it is ready. What you save of a ready article goes "
                "back to review."
            )
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def has_delete_permission(self, request, obj=None):
        """Whoever began an article may drop it, as long as it has never been published."""
        if super().has_delete_permission(request, obj):
            return True
        is_own = obj is not None and obj.created_by_id == request.user.pk
        return is_own and self.has_change_permission(request, obj) and not obj.editions.exists()

    # Saving

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, (None, {"fields": ["seen_version"], "classes": ["hidden"]})]

    def get_object(self, request, object_id, from_field=None):
        if request.method == "POST":
            # Held until the transaction of the change form ends, so that the version which the
            # form compares is still the newest one when it is saved.
            row = Article.objects.filter(pk=parse_pk(object_id))
            row.select_for_update(of=("self",)).values_list("pk").first()
        return super().get_object(request, object_id, from_field)

    def save_model(self, request, obj, form, change):
        if change:
            obj.version += 1
        else:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        name = form.cleaned_data.get("revision_name", "")
        save_revision(form.instance, by=request.user, note=name)
        blocks = ImageBlock.get_queryset().filter(parent=form.instance)
        doubt_words(request, blocks)

    def save_formset(self, request, form, formset, change):
        for row in formset.save(commit=False):
            if isinstance(row, Correction) and row.noted_by is None:
                row.noted_by = request.user
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()

    @method_decorator(csp_update({"style-src": [CONTENT_EDITOR_STYLE]}))
    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        context = {
            "can_publish": can_publish(request.user),
            "block_hints": BLOCK_HINTS,
            "show_save_and_add_another": False,
            **(extra_context or {}),
        }
        return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            standing = publication_status(obj)
            context |= {
                "standing": standing,
                "is_changed": standing.live and obj.saved_at > standing.live.made_at,
                "signatures": signatures(obj),
                "can_sign": can_sign(request.user),
            }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        return self._next_step(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request, obj):
        return self._next_step(request, obj) or super().response_change(request, obj)

    def _next_step(self, request, obj):
        for name in ("preview", "publish"):
            if f"_{name}" in request.POST:
                return redirect(f"admin:articles_article_{name}", obj.pk)
        return None

    # From the desk to the readers and back
