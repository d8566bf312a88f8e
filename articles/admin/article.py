"""
Articles in the admin: their list, their form, and what happens on Save.

Save is `ArticleAdmin.changeform_view`, from top to bottom: the row is locked; where somebody else
saved meanwhile the two are merged first (articles/admin/merge.py); the form is saved; what is saved
is kept as a revision. Every page beside the form is a function in a module of this package, with
its address in the module's `VIEWS`.
"""

from collections.abc import Callable, Iterator
from functools import partial, wraps
from typing import Any

from content_editor.admin import ContentEditor
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator

from articles.admin import (
    autosave,
    compare,
    history,
    merge,
    plans,
    presence,
    publishing,
    sign_off,
)
from articles.admin.editing_session import (
    end_posted_session,
    form_context,
    other_drafts,
    recovered,
    tab_of,
    without_errors,
)
from articles.admin.inlines import BLOCK_MENU, INLINES
from articles.admin.plans import offer_to_put_in
from articles.admin.reading import reading_page
from articles.calendar import publication_status
from articles.content.formats import UnknownFormat
from articles.drafts.revisions import is_as_before, save_revision, unmake_save
from articles.forms import ArticleForm
from articles.models import Article, Correction, Edition, ImageBlock, same_address
from articles.plan_changes import note_words_saved
from articles.publishing.checks import can_publish
from articles.sign_off import can_sign, signatures
from backoffice.decisions import decides
from backoffice.model_admin import BaseAdmin
from backoffice.widgets import parse_pk
from core.request_bodies import MEGABYTE, allow_body
from core.timezones import moment_text
from pictures.picture_field import set_up_picture_field, warn_about_alt_text

# content-editor writes one style element with script (the words “Hide” and “Show” behind the
# blocks' names). The browser lets exactly that one in; tests/browser/test_editing.py notices when
# an upgrade changes it.
CONTENT_EDITOR_STYLE = "'sha256-N1v+9oYdxeZd/nv2iKYNMLWqP5BlGZff7wM0R1mK4ws='"
for name in ("add", "change"):  # as many rows as an article may have, and a megabyte of words
    allow_body(f"admin:articles_article_{name}", 2 * MEGABYTE)


class PublicationFilter(admin.SimpleListFilter):
    title = "publication"
    parameter_name = "publication"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("live", "live"), ("scheduled", "scheduled"), ("not_live", "not live")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        conditions = {
            "live": Q(live_since__isnull=False),
            "scheduled": Q(scheduled_for__isnull=False),
            "not_live": Q(live_since=None),
        }
        return queryset.filter(conditions.get(self.value(), Q()))


class ArticleList(ChangeList):
    """The list of articles, each with what readers see of it."""

    def get_queryset(self, request: HttpRequest, *args: Any, **kwargs: Any) -> QuerySet:
        now = timezone.now()
        editions = Edition.objects.filter(article=OuterRef("pk"))
        live = editions.filter(pk__in=Edition.objects.live(now).values("pk"))
        scheduled = editions.filter(live_from__gt=now, held_from=None).order_by("live_from")
        planned = editions.filter(live_from__gt=now, withdrawn=False)
        self.root_queryset = self.root_queryset.annotate(
            live_since=Subquery(live.values("live_from")[:1]),
            is_changed=Exists(live.saying_otherwise()),
            scheduled_for=Subquery(scheduled.values("live_from")[:1]),
            lacking=Exists(Edition.objects.lacking_words().filter(article=OuterRef("pk"))),
            held=Exists(planned.exclude(held_from=None)),
            was_live=Exists(editions.filter(live_from__lte=now)),
        )
        return super().get_queryset(request, *args, **kwargs)


@admin.register(Article)
class ArticleAdmin(BaseAdmin, ContentEditor):
    search_label = "title"
    search_order = 10
    nav_group = "Articles"
    nav_icon = "article"
    nav_order = 10
    empty_text = (
        "No articles yet. Write the first one here, or upload a manuscript: it becomes a draft "
        "with its quotes, products, and questions."
    )
    detects_conflicts = False  # it merges (articles/admin/merge.py)
    shows_references = False  # its editions have a page of their own
    # Whoever began an article may delete it, as long as it has never been published.
    can_delete_own = staticmethod(Article.is_unpublished_work_of)
    view_on_site = False  # the page says itself what readers see, with a link where they do

    date_hierarchy = "saved_at"
    list_display = ("title", "publication", "draft_status", "saved_at")
    list_filter = (PublicationFilter, "status", "topic")
    search_fields = ("title", "dek", "slug")

    autocomplete_fields = ("reviewer", "picture")
    fieldsets = (
        (None, {"fields": ["title", "slug", "dek", ("topic", "status"), "tags"]}),
        ("Picture", {"fields": ["picture", "image_alt", "image_caption"]}),
        ("Review", {"fields": ["reviewer"]}),
    )
    form = ArticleForm
    inlines = INLINES
    prepopulated_fields = {"slug": ["title"]}

    class Media:
        css = {
            "all": ["backoffice/pictures.css", "backoffice/autosave.css", "backoffice/history.css"]
        }
        js = [
            "backoffice/pictures.js",
            "backoffice/block-list.js",
            "backoffice/block-menu.js",
            "backoffice/block-keys.js",
            "backoffice/blocks.js",
            "backoffice/autosave.js",
        ]

    # The list

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ArticleList

    @admin.display(description="publication", ordering="live_since")
    def publication(self, article: Article) -> str:
        parts = []
        if article.live_since:
            parts.append(f"live since {moment_text(article.live_since)}")
            if article.is_changed:
                parts.append("draft changed since")
        elif article.was_live:
            parts.append("taken down")
        if article.scheduled_for:
            parts.append(f"scheduled for {moment_text(article.scheduled_for)}")
        if article.held:
            parts.append("a plan is held")
        if article.lacking:
            parts.append("the plan lacks what was saved since")
        return "; ".join(parts) or "not published"

    @admin.display(description="draft", ordering="status")
    def draft_status(self, article: Article) -> str:
        return article.get_status_display()

    # Save

    @method_decorator(csp_update({"style-src": [CONTENT_EDITOR_STYLE]}))
    @decides  # the page that merges two saves asks
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form, opened or saved; the words alone for who may not change them."""
        if request.method != "POST":
            if object_id and not self.has_change_permission(request):
                article = self.get_or_404(request, object_id, permission="view")
                return reading_page(self, request, article, self._status(request, article))
            request = recovered(request, object_id)
            return super().changeform_view(request, object_id, form_url, extra_context)
        try:
            with transaction.atomic():
                article = self._locked(request, object_id) if object_id else None
                if article is not None:
                    answer = merge.before_save(self, request, article)
                    if answer is not None:
                        return answer
                return super().changeform_view(request, object_id, form_url, extra_context)
        except ValidationError as error:  # too many rows, with those that this form doesn't show
            self.show_errors(request, error)
            return redirect(request.get_full_path())

    def _locked(self, request: HttpRequest, object_id: str) -> Article | None:
        """
        The article, its row locked until the save is over, so that its version can't move between
        the comparison and the save; None where there is none that may be changed.
        """
        pk = parse_pk(unquote(object_id))
        article = Article.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        return article if article and self.has_change_permission(request, article) else None

    def save_model(self, request: HttpRequest, obj: Article, form: Form, change: bool) -> None:  # noqa: FBT001 -- Django's
        form.saved_before = obj.saved_at if change else None  # for save_related
        if change:
            obj.version += 1
        else:
            obj.created_by = request.user
        super().save_model(request, obj, form, change)

    def save_formset(
        self,
        request: HttpRequest,
        form: Form,
        formset: Any,
        change: bool,  # noqa: FBT001 -- Django's
    ) -> None:
        for row in formset.save(commit=False):
            if isinstance(row, Correction) and row.noted_by is None:
                row.noted_by = request.user
            row.save()
        for row in formset.deleted_objects:
            row.delete()
        formset.save_m2m()

    def save_related(
        self,
        request: HttpRequest,
        form: Form,
        formsets: list[Any],
        change: bool,  # noqa: FBT001 -- Django's
    ) -> None:
        super().save_related(request, form, formsets, change)
        article = form.instance
        save_revision(article, by=request.user, note=form.cleaned_data.get("revision_name", ""))
        if form.saved_before and is_as_before(article):
            unmake_save(article, saved_at=form.saved_before)
        else:
            note_words_saved(article)
        end_posted_session(request, article)
        warn_about_alt_text(request, [article, *ImageBlock.get_queryset().filter(parent=article)])

    def log_change(self, request: HttpRequest, obj: Article, message: Any) -> Any:
        """Nothing is written down of a save in which nothing changed."""
        return super().log_change(request, obj, message) if message else None

    def response_add(
        self, request: HttpRequest, obj: Article, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.next_step(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Article) -> HttpResponse:
        return self.next_step(request, obj) or super().response_change(request, obj)

    def next_step(self, request: HttpRequest, article: Article) -> HttpResponse | None:
        """Where “Save and preview” and “Save and publish…” go on to."""
        for name in ("preview", "publish"):
            if f"_{name}" in request.POST:
                return redirect(f"admin:articles_article_{name}", article.pk)
        return None

    # The page of the form

    def get_form(
        self,
        request: HttpRequest,
        obj: Article | None = None,
        change: bool = False,  # noqa: FBT001, FBT002 -- Django's
        **kwargs: Any,
    ) -> type[ArticleForm]:
        form = super().get_form(request, obj, change, **kwargs)
        form.can_publish = can_publish(request.user)
        if "picture" in form.base_fields:
            set_up_picture_field(form.base_fields["picture"], request.user)
        return form

    def get_formsets_with_inlines(
        self, request: HttpRequest, obj: Article | None = None
    ) -> Iterator[tuple[Any, Any]]:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if "picture" in formset.form.base_fields:
                set_up_picture_field(formset.form.base_fields["picture"], request.user)
            yield formset, inline

    def get_fieldsets(self, request: HttpRequest, obj: Article | None = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, (None, {"fields": ["seen_version"], "classes": ["hidden"]})]

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        *args: Any,
        obj: Article | None = None,
        **kwargs: Any,
    ) -> HttpResponse:
        if "preview_only" in request.POST:
            without_errors(context)
        tab = tab_of(request)
        drafts = other_drafts(request, obj, tab)
        if drafts:
            drafts = merge.unsaved(self, request, obj, drafts)
        context |= {
            "autosave": form_context(request, obj, tab, drafts),
            "can_publish": can_publish(request.user),
            "block_menu": BLOCK_MENU,
            "show_save_and_add_another": False,
        }
        if obj is not None:
            context |= self._status(request, obj)
            if request.method == "GET":
                for sentence in same_address(obj):
                    self.message_user(request, sentence, messages.WARNING)
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @staticmethod
    def _status(request: HttpRequest, article: Article) -> dict[str, Any]:
        """What stands above the form or the words: what readers see, and who signed."""
        status = publication_status(article)
        if can_publish(request.user):
            offer_to_put_in(status.planned)
        return {
            "status": status,
            "is_changed": status.live and status.live.says_otherwise,
            "signatures": signatures(article),
            "can_sign": can_sign(request.user),
        }

    # Pages beside the form

    def extra_views(self) -> dict[str, tuple[str, Any]]:
        own = {}
        for module in (autosave, compare, history, merge, plans, presence, publishing, sign_off):
            own |= {
                name: (address, self._readable(view))
                for name, (address, view) in module.VIEWS.items()
            }
        return super().extra_views() | own

    def _readable(self, view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        """`view` of this admin; a version that is too new for this program leads back to here."""

        @wraps(view)
        def answer(request: HttpRequest, pk: int, **named: Any) -> HttpResponse:
            try:
                return view(self, request, pk, **named)
            except UnknownFormat as error:
                self.show_errors(request, error)
                return redirect("admin:articles_article_change", pk)

        return answer

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = [
            path(address, wrap(partial(view, self)), name=f"articles_article_{name}")
            for name, (address, view) in autosave.LIST_VIEWS.items()
        ]
        return [*own, *super().get_urls()]
