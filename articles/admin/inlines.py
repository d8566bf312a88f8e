"""What an article is made of, as rows beside its fields: body blocks, authors, sources."""

from content_editor.admin import ContentEditorInline
from django.contrib import admin

from articles.admin.block_forms import LabelledInline
from articles.block_types import BLOCK_TYPES
from articles.forms import RowFormSet
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
from core.timezones import site_day
from pictures.choosing import ChoosesPicture


class BlockInline(LabelledInline, ContentEditorInline):
    formset = RowFormSet
    related = {}  # what the choices of a field are shown with, so that they cost one query

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name in self.related:
            field.queryset = field.queryset.select_related(self.related[db_field.name])
        return field

    def get_queryset(self, request):
        return self.model.get_queryset()


class TextInline(BlockInline):
    hint = "Paragraphs, headings, lists and links"
    icon = "notes"
    model = TextBlock


class ImageInline(ChoosesPicture, BlockInline):
    autocomplete_fields = ["picture"]
    fields = ["picture", "image_alt", "caption", "region", "ordering"]
    hint = "With words for those who can't see it"
    icon = "image"
    model = ImageBlock


class PullQuoteInline(BlockInline):
    autocomplete_fields = ["quote"]
    hint = "Somebody's own words, set large"
    icon = "format_quote"
    model = PullQuote
    related = {"quote": "speaker"}


class ProductPickInline(BlockInline):
    autocomplete_fields = ["product"]
    hint = "One product with its price; neighbors form a list"
    icon = "shopping_bag"
    model = ProductPick
    related = {"product": "brand"}


class QuestionInline(BlockInline):
    autocomplete_fields = ["question"]
    hint = "A question and its answer; neighbors form an FAQ"
    icon = "help"
    model = QuestionBlock


class CallOutInline(BlockInline):
    hint = "Good to know, take care, when to see a doctor"
    icon = "campaign"
    model = CallOut


class TableInline(BlockInline):
    hint = BLOCK_TYPES["table"].hint
    icon = BLOCK_TYPES["table"].icon
    model = BLOCK_TYPES["table"].model


# What the menu of blocks says about each, in half a sentence.
BLOCK_HINTS = {
    inline.model._meta.label_lower: inline.hint
    for inline in (
        TextInline,
        ImageInline,
        PullQuoteInline,
        ProductPickInline,
        QuestionInline,
        CallOutInline,
        TableInline,
    )
}


class BylineInline(LabelledInline, admin.TabularInline):
    autocomplete_fields = ["person"]
    extra = 0
    formset = RowFormSet
    model = Byline

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person")


class ArticleQuoteInline(LabelledInline, admin.TabularInline):
    autocomplete_fields = ["quote"]
    extra = 0
    formset = RowFormSet
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
    formset = RowFormSet
    model = ArticleSource


class CorrectionInline(admin.StackedInline):
    extra = 0
    formset = RowFormSet
    model = Correction

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "noted_on":
            kwargs["initial"] = site_day  # readers see it: their day, not the editor's
        return super().formfield_for_dbfield(db_field, request, **kwargs)
