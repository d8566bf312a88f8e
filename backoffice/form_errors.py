"""What is wrong with a form and the rows beside it, each with the field it is about."""

from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import capfirst


@dataclass(frozen=True)
class FormError:
    where: str
    text: str
    target: str  # id of the element it is about; "" for the form as a whole


def errors_of(form, inline_formsets=()):
    """`inline_formsets` are the admin's own, as they stand in a change form's context."""
    found = [*_of_form(form)] if form is not None else []
    for inline in inline_formsets:
        formset = inline.formset
        name = capfirst(str(inline.opts.verbose_name))
        plural = capfirst(str(inline.opts.verbose_name_plural))
        found += [
            FormError(plural, text, f"{formset.prefix}-group") for text in formset.non_form_errors()
        ]
        for place, row in enumerate(formset.forms):
            found += _of_form(row, f"{name} {place + 1}: ", f"{formset.prefix}-{place}")
    return found


def _of_form(form, before="", row=""):
    for name, errors in form.errors.items():
        if name == NON_FIELD_ERRORS:
            where, target = before.rstrip(": "), row
        elif name not in form.fields:
            where, target = before + name, row
        else:
            field = form[name]
            where = before + capfirst(str(field.label))
            target = field.id_for_label or field.auto_id
        for text in errors:
            yield FormError(where, str(text), target)
