"""What an article is made of, as rows beside its fields: body blocks, authors, sources."""

from content_editor.admin import ContentEditorInline
from django.contrib import admin

from articles.desk import KeptFormSet
from articles.models import (
    ArticleQuote,
    ArticleSource,
    Byline,
    CallOut,
    Correction,
    ImageBlock,
    ProductPick,
    PullQuote,
    QuestionBlock,
    TextBlock,
)


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
    fields = ["picture", "image_alt", "caption", "region", "ordering"]
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
