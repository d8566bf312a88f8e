"""
The forms of an article's rows, cheap enough for sixty of them on one page.

Django's own ask the database once for each label shown and several times for each row posted.
Here a row that was read together with what it points to shows that label, and a row that nobody
touched is neither checked nor written.
"""

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import InlineForeignKeyField
from django.forms.utils import ErrorDict

from backoffice.widgets import RelationSelect


class LabelledAutocomplete(RelationSelect):
    """`known` holds the labels of rows that were read already, by key; others cost a query."""

    known = {}

    def optgroups(self, name, value, attr=None):
        chosen = [str(key) for key in value if key not in (None, "")]
        if any(key not in self.known for key in chosen):
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]  # noqa: FBT003 -- Django's order
        options += [
            self.create_option(name, key, self.known[key], True, place)  # noqa: FBT003
            for place, key in enumerate(chosen, len(options))
        ]
        return [(None, options, 0)]


class RowForm(forms.ModelForm):
    """
    A row of an article. Its labels come from the row, where they were read with it.

    A row nobody changed is taken as it stands in the database, unchecked: nothing in it depends on
    another row but its relations, which the database protects.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, LabelledAutocomplete):
                related = self.instance._state.fields_cache.get(name)
                if related is not None:
                    widget.known = {str(related.pk): field.label_from_instance(related)}

    def full_clean(self):
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


class LabelledInline:
    """Mixed into an inline: `autocomplete_fields` whose labels were read with the row."""

    form = RowForm

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = LabelledAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
