"""
What an article is made of, as rows beside its fields: body blocks, authors, quotes, sources.

There is one inline for each entry in `BLOCK_TYPES`. The forms are cheap enough for sixty rows on
one page. Django's own ask the database once for each label shown and several times for each row
posted. Here a row that was read together with what it points to shows that label, and a row that
nobody touched is neither checked nor written.
"""

from typing import Any

from content_editor.admin import ContentEditorInline
from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import InlineForeignKeyField
from django.forms.utils import ErrorDict
from django.http import HttpRequest

from articles.block_types import BLOCK_TYPES, BlockType
from articles.forms import RowFormSet, WordsForm
from articles.models import ArticleQuote, ArticleSource, Byline, Correction
from backoffice.widgets import RelationSelect
from core.timezones import site_day


class LabelledAutocomplete(RelationSelect):
    """`known` holds the labels of rows that were read already, by key; others cost a query."""

    known: dict[str, str] = {}

    def optgroups(self, name: str, value: list[str], attr: Any = None) -> list[Any]:
        chosen = [str(key) for key in value if key not in (None, "")]
        if any(key not in self.known for key in chosen):
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]  # noqa: FBT003 -- Django's order
        options += [
            self.create_option(name, key, self.known[key], True, place)  # noqa: FBT003 -- likewise
            for place, key in enumerate(chosen, len(options))
        ]
        return [(None, options, 0)]


class RowForm(WordsForm):
    """
    A row of an article. Its labels come from the row, where they were read with it.

    A row nobody changed is taken as it stands in the database, unchecked: nothing in it depends on
    another row but its relations, which the database protects.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, LabelledAutocomplete):
                related = self.instance._state.fields_cache.get(name)
                if related is not None:
                    widget.known = {str(related.pk): field.label_from_instance(related)}

    def full_clean(self) -> None:
        if not self.is_bound or self.instance.pk is None or self.has_changed():
            super().full_clean()
            return
        self._errors = ErrorDict()
        self.cleaned_data = {
            name: field.parent_instance
            if isinstance(field, InlineForeignKeyField)
            else getattr(self.instance, name)
            for name, field in self.fields.items()
            if name != DELETION_FIELD_NAME
        }


class RowInline:
    """Mixed into an inline: `autocomplete_fields` whose labels are read with the row."""

    extra = 0
    form = RowForm
    formset = RowFormSet
    # Relation → what its label reads besides, so that all labels cost one query.
    label_relations: dict[str, str] = {}

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.Field:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = LabelledAutocomplete(db_field, self.admin_site)
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name in self.label_relations:
            field.queryset = field.queryset.select_related(self.label_relations[db_field.name])
        return field


# The blocks of the body


class BlockInline(RowInline, ContentEditorInline):
    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return self.model.get_queryset()


def _block_inline(block_type: BlockType) -> type[BlockInline]:
    model = block_type.model
    options = {
        "model": model,
        "verbose_name": block_type.label.lower(),
        "icon": block_type.icon,
        "autocomplete_fields": block_type.autocomplete,
        "label_relations": block_type.select_related,
    }
    if block_type.fields:
        options["fields"] = (*block_type.fields, "region", "ordering")
    return type(f"{model.__name__}Inline", (BlockInline,), options)


BLOCK_INLINES = [_block_inline(block_type) for block_type in BLOCK_TYPES.values()]

# What the menu of blocks shows of each: a drawing of icons.svg, half a sentence.
BLOCK_MENU = {
    block_type.model._meta.label_lower: {"icon": block_type.icon, "hint": block_type.hint}
    for block_type in BLOCK_TYPES.values()
}


# What stands beside it


class BylineInline(RowInline, admin.TabularInline):
    autocomplete_fields = ("person",)
    model = Byline

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("person")


class ArticleQuoteInline(RowInline, admin.TabularInline):
    autocomplete_fields = ("quote",)
    label_relations = {"quote": "speaker"}
    model = ArticleQuote

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("quote__speaker")


class SourceInline(admin.TabularInline):
    extra = 0
    formset = RowFormSet
    model = ArticleSource


class CorrectionForm(WordsForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Readers see it: the day is theirs, not the editor's.
        if "noted_on" in self.fields:
            self.fields["noted_on"].initial = site_day


class CorrectionInline(admin.StackedInline):
    extra = 0
    form = CorrectionForm
    formset = RowFormSet
    model = Correction


INLINES = [
    BylineInline,
    *BLOCK_INLINES,
    ArticleQuoteInline,
    SourceInline,
    CorrectionInline,
]
