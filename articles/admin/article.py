"""The article's desk: its body blocks, and the way from the desk to the readers and back."""

from content_editor.admin import ContentEditor, ContentEditorInline
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from articles.content import frozen, obstacles
from articles.desk import (
    ArticleForm,
    KeptFormSet,
    PublishForm,
    QuoteForm,
    TakeDownForm,
    may_publish,
)
from articles.models import (
    Article,
    ArticleQuote,
    ArticleSource,
    Byline,
    CallOut,
    Correction,
    Edition,
    ImageBlock,
    ProductPick,
    PullQuote,
    QuestionBlock,
    Quote,
    TextBlock,
)
from articles.views import article_response
from skinsite.desk import DeskAdmin, KeptAdmin, key_in

# content-editor writes one style element with script (the words “Hide” and “Show” behind the
# blocks' names). The browser lets exactly that one in; tests/browser/test_editing.py notices when
# an upgrade changes it.
CONTENT_EDITOR_STYLE = "'sha256-N1v+9oYdxeZd/nv2iKYNMLWqP5BlGZff7wM0R1mK4ws='"


class BlockInline(ContentEditorInline):
    formset = KeptFormSet
    related = {}  # what the choices of a field are shown with, so that they cost one query

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name in self.related:
            field.queryset = field.queryset.select_related(self.related[db_field.name])
        return field

    def get_queryset(self, request):
        return self.model.get_queryset()


class TextInline(BlockInline):
    icon = "notes"
    model = TextBlock


class ImageInline(BlockInline):
    fields = ["image", "image_alt", "caption", "image_credit", "region", "ordering"]
    icon = "image"
    model = ImageBlock


class PullQuoteInline(BlockInline):
    autocomplete_fields = ["quote"]
    icon = "format_quote"
    model = PullQuote
    related = {"quote": "speaker"}


class ProductPickInline(BlockInline):
    autocomplete_fields = ["product"]
    icon = "shopping_bag"
    model = ProductPick
    related = {"product": "brand"}


class QuestionInline(BlockInline):
    autocomplete_fields = ["question"]
    icon = "help"
    model = QuestionBlock


class CallOutInline(BlockInline):
    icon = "campaign"
    model = CallOut


class BylineInline(admin.TabularInline):
    autocomplete_fields = ["person"]
    extra = 0
    formset = KeptFormSet
    model = Byline


class ArticleQuoteInline(admin.TabularInline):
    autocomplete_fields = ["quote"]
    extra = 0
    formset = KeptFormSet
    model = ArticleQuote

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "quote":
            field.queryset = field.queryset.select_related("speaker")
        return field

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("quote__speaker")


class SourceInline(admin.TabularInline):
    extra = 0
    formset = KeptFormSet
    model = ArticleSource


class CorrectionInline(admin.StackedInline):
    extra = 0
    formset = KeptFormSet
    model = Correction


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


def _moment(at):
    return f"{timezone.localtime(at):%d %b %Y, %H:%M}"


@admin.register(Article)
class ArticleAdmin(DeskAdmin, ContentEditor):
    autocomplete_fields = ["reviewer"]
    date_hierarchy = "saved_at"
    form = ArticleForm
    list_display = ["title", "standing", "at_the_desk", "saved_at"]
    list_filter = [StandingFilter, "status", "topic"]
    prepopulated_fields = {"slug": ["title"]}
    search_fields = ["title", "dek", "slug"]
    view_on_site = False  # the page says itself what readers see, with a link where they do
    fieldsets = [
        (
            None,
            {"fields": ["title", "slug", "dek", ("topic", "status"), "tags"]},
        ),
        ("Picture", {"fields": ["image", "image_alt", "image_caption", "image_credit"]}),
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
        ArticleQuoteInline,
        SourceInline,
        CorrectionInline,
    ]

    class Media:
        js = ["admin-skin/blocks.js"]

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
            words.append(f"live since {_moment(article.live_since)}")
            if article.saved_at > article.live_made_at:
                words.append("changed at the desk since")
        elif article.was_live:
            words.append("taken down")
        if article.planned_from:
            words.append(f"planned for {_moment(article.planned_from)}")
        return "; ".join(words) or "draft"

    @admin.display(description="at the desk", ordering="status")
    def at_the_desk(self, article):
        return article.get_status_display()

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
            row = Article.objects.filter(pk=key_in(object_id))
            row.select_for_update(of=("self",)).values_list("pk").first()
        return super().get_object(request, object_id, from_field)

    def save_model(self, request, obj, form, change):
        if change:
            obj.version += 1
        super().save_model(request, obj, form, change)

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
            "may_publish": may_publish(request.user),
            "show_save_and_add_another": False,
            **(extra_context or {}),
        }
        return super().changeform_view(request, object_id, form_url, context)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            live = obj.live_edition()
            context |= {
                "live": live,
                "is_changed": live and obj.saved_at > live.made_at,
                "planned": obj.planned(),
                "edition_count": obj.editions.count(),
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

    def get_urls(self):
        steps = {
            "preview": ("preview/", self.preview),
            "publish": ("publish/", self.publish),
            "take_down": ("take-down/", self.take_down),
            "editions": ("editions/", self.editions),
            "edition": ("editions/<int:number>/", self.edition),
            "restore": ("editions/<int:number>/restore/", self.restore),
            "cancel": ("editions/<int:number>/cancel/", require_POST(self.cancel)),
        }
        return [
            *(
                path(
                    f"<int:pk>/{address}",
                    self.admin_site.admin_view(view),
                    name=f"articles_article_{name}",
                )
                for name, (address, view) in steps.items()
            ),
            *super().get_urls(),
        ]

    def _article(self, request, pk, *, permission="view"):
        return self.found(request, str(pk), permission=permission)

    def _article_to_publish(self, request, pk):
        article = self._article(request, pk, permission="change")
        if not may_publish(request.user):
            raise PermissionDenied
        return article

    def preview(self, request, pk):
        """The desk as readers would see it, by the very code that renders what they see."""
        article = self._article(request, pk)
        return article_response(request, article.preview_edition(), is_preview=True)

    def edition(self, request, pk, number):
        """An edition as it was, with today's facts."""
        article = self._article(request, pk)
        edition = get_object_or_404(article.editions, number=number, withdrawn=False)
        return article_response(request, edition, is_preview=True)

    def publish(self, request, pk):
        article = self._article_to_publish(request, pk)
        form = PublishForm(request.POST or None, initial={"version": article.version})
        if request.method == "POST" and form.is_valid():
            try:
                edition = self._publish(article, request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_change(request, article, f"Published edition {edition.number}.")
                self._say_published(request, article, edition)
                return redirect(self.change_address(article))
        return self.step(
            request,
            article,
            title="Publish the article",
            button="Publish",
            form=form,
            obstacles=[] if form.errors else obstacles(article, frozen(article)),
            sentences=["Readers will see what is saved at the desk now."],
        )

    @staticmethod
    def _publish(article, user, *, version, **options):
        with transaction.atomic():
            now = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
            if now.version != version:
                raise ValidationError(
                    "Somebody saved the article after this page was opened. "
                    "Look at the preview again before you publish it."
                )
            return now.publish(by=user, **options)

    def _say_published(self, request, article, edition):
        if edition.live_from > timezone.now():
            text = f"Edition {edition.number} goes live on {_moment(edition.live_from)}."
        else:
            text = format_html(
                'Edition {} is live. <a href="{}">See the page</a>.',
                edition.number,
                article.get_absolute_url(),
            )
        self.message_user(request, text, messages.SUCCESS)

    def take_down(self, request, pk):
        article = self._article_to_publish(request, pk)
        form = TakeDownForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                article.take_down(by=request.user, **form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                self.log_change(request, article, "Took it down.")
                text = "Readers no longer see the article. All of it is still at the desk."
                self.message_user(request, text, messages.SUCCESS)
                return redirect(self.change_address(article))
        return self.step(
            request,
            article,
            title="Take the article down",
            button="Take it down",
            form=form,
            danger=True,
            sentences=["Readers no longer see it from now on. The desk keeps everything."],
        )

    def editions(self, request, pk):
        article = self._article(request, pk)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": article,
            "title": f"Editions of “{article}”",
            "editions": article.editions.select_related("made_by").defer("content"),
            "live": article.live_edition(),
            "now": timezone.now(),
            "may_publish": may_publish(request.user),
            "may_change": self.has_change_permission(request, article),
        }
        return TemplateResponse(request, "admin/articles/editions.html", context)

    def restore(self, request, pk, number):
        article = self._article(request, pk, permission="change")
        edition = get_object_or_404(article.editions, number=number)
        if request.method == "POST":
            try:
                article.restore(edition)
            except ValidationError as error:
                self.say(request, error)
            else:
                self.log_change(request, article, f"Put edition {number} back on the desk.")
                text = f"Edition {number} is back on the desk. What readers see has not changed."
                self.message_user(request, text, messages.SUCCESS)
            return redirect(self.change_address(article))
        return self.step(
            request,
            article,
            title=f"Put edition {number} back on the desk",
            button="Put it back",
            danger=True,
            sentences=[
                "What stands at the desk now is replaced by it; readers go on seeing what is live. "
                "Words at the desk that were never published are lost."
            ],
        )

    def cancel(self, request, pk, number):
        article = self._article_to_publish(request, pk)
        edition = article.editions.filter(number=number).first()
        if edition is None:
            raise Http404
        try:
            article.cancel(edition)
        except ValidationError as error:
            self.say(request, error)
        else:
            self.log_change(request, article, f"Cancelled planned edition {number}.")
            self.message_user(request, "What was planned is cancelled.", messages.SUCCESS)
        return redirect(self.change_address(article))


@admin.register(Edition)
class EditionAdmin(KeptAdmin):
    """What readers saw, and when; made by publishing, never edited."""

    actions = None
    date_hierarchy = "live_from"
    list_display = ["title", "number", "live_from", "withdrawn", "change", "made_by", "note"]
    list_filter = ["withdrawn", "change"]
    list_select_related = ["made_by"]
    search_fields = ["title", "note"]
    fields = readonly_fields = [
        "article",
        "number",
        "live_from",
        "withdrawn",
        "title",
        "dek",
        "published_at",
        "modified_at",
        "made_by",
        "made_at",
        "change",
        "note",
        "as_read",
    ]
    view_on_site = False

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")

    @admin.display(description="the page")
    def as_read(self, edition):
        if edition.withdrawn:
            return "Readers saw nothing: the article was taken down."
        address = reverse(
            "admin:articles_article_edition", args=[edition.article_id, edition.number]
        )
        return format_html('<a href="{}">See this edition</a>', address)


class SpeakerFilter(admin.SimpleListFilter):
    title = "speaker"
    parameter_name = "speaker"

    def lookups(self, request, model_admin):
        return [("open", "nobody could tell yet"), ("known", "known")]

    def queryset(self, request, queryset):
        if self.value() == "open":
            return queryset.open()
        return queryset.exclude(speaker=None) if self.value() == "known" else queryset


@admin.register(Quote)
class QuoteAdmin(DeskAdmin):
    autocomplete_fields = ["speaker", "candidates"]
    date_hierarchy = "said_on"
    form = QuoteForm
    list_display = ["text", "speaker", "kind", "permission", "said_on"]
    list_filter = [SpeakerFilter, "permission", "kind", "source"]
    list_select_related = ["speaker"]
    search_fields = ["segments", "speaker__name", "outlet"]
    fields = [
        "segments",
        "speaker",
        "candidates",
        "kind",
        ("source", "outlet"),
        "said_on",
        "permission",
    ]

    def save_model(self, request, obj, form, change):
        if obj.permission == Quote.Permission.GRANTED and "permission" in form.changed_data:
            obj.approved_digest = obj.digest  # the permission is for these words (domain.md 4.21)
        super().save_model(request, obj, form, change)
