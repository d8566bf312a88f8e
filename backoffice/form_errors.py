"""What is wrong with a form and the rows beside it, each with the field it is about."""

import re
from dataclasses import dataclass

from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.text import capfirst

_LAST = 10**9


@dataclass(frozen=True)
class FormError:
    where: str
    text: str
    target: str  # id of the element it is about; "" for the form as a whole


def errors_of(form, inline_formsets=()):
    """`inline_formsets` are the admin's own, as they stand in a change form's context."""
    found = [*_of_form(form)] if form is not None else []
    numbers = _numbers_in_body(inline_formsets)
    for inline in inline_formsets:
        formset = inline.formset
        name = capfirst(str(inline.opts.verbose_name))
        plural = capfirst(str(inline.opts.verbose_name_plural))
        found += [
            FormError(plural, text, f"{formset.prefix}-group") for text in formset.non_form_errors()
        ]
        for place, row in enumerate(formset.forms):
            number = numbers.get(row.prefix, place + 1)
            found += _of_form(row, f"{name} {number}: ", f"{formset.prefix}-{place}")
    return found


def _numbers_in_body(inline_formsets):
    """Prefix of a row → its number on screen, where kinds of rows stand in one order: blocks."""
    rows = [
        row
        for inline in inline_formsets
        if "ordering" in inline.formset.form.base_fields
        for row in inline.formset.forms
    ]
    return {row.prefix: number for number, row in enumerate(sorted(rows, key=_ordering), 1)}


def _ordering(row):
    typed = str(row["ordering"].value() or "")
    # As the page does it: a row without an order comes last.
    return int(typed) if re.fullmatch(r"-?[0-9]{1,9}", typed) else _LAST


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
