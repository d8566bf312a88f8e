"""
Rows beside the row of a page, told by their keys: none of them belongs to another row.

Formsets pass over a key they don't know, or take what was typed beside it as new. A key of a row
that is there and another's was put in by hand, or by a page that went astray, and nothing of that
page is saved (docs/rules.md 8.16). One that is gone was removed meanwhile: the formset knows that.
"""

from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from backoffice.widgets import parse_pk


class OwnRows:
    """Mixed into every formset of a `BaseAdmin`."""

    def __init__(self, data=None, *args, **kwargs):
        self._sent = data  # before the formset puts it in another order
        super().__init__(data, *args, **kwargs)

    @cached_property
    def empty_form(self):
        """Django builds it anew for each of the five times that a page of the admin asks for it."""
        return super().empty_form

    def clean(self):
        super().clean()
        strange = self._sent_keys() - {row.pk for row in self.get_queryset()}
        there = self.model._base_manager.filter(pk__in=strange)
        if strange and there.exclude(**{self.fk.attname: self.instance.pk}).exists():
            row, whole = self.model._meta.verbose_name, self.instance._meta.verbose_name
            raise ValidationError(
                f"This page names a {row} that belongs to another {whole}. Nothing was saved: "
                "copy what you typed, and open the page anew."
            )

    def _sent_keys(self):
        name = self.model._meta.pk.name
        sent = (
            self._sent.get(f"{self.add_prefix(n)}-{name}") for n in range(self.total_form_count())
        )
        return {key for key in map(parse_pk, sent) if key is not None}


def own_rows(formset_class):
    """The formset class of an inline with `OwnRows`."""
    return type(formset_class.__name__, (OwnRows, formset_class), {})
