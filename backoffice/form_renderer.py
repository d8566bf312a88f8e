"""
Forms written fast: the commonest widgets without the template engine.

An article of sixty blocks has some six hundred widgets and a thousand labels and lists of errors;
through templates these cost half the time of the page. What stands here writes exactly what
Django's own templates write (tests/backoffice/test_form_renderer.py compares); the rest goes to
them.
"""

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeData, mark_safe


def _text(value):
    return conditional_escape(value if isinstance(value, SafeData) else str(value))


def _attributes(attrs):
    return "".join(
        f" {_text(name)}" if value is True else f' {_text(name)}="{_text(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(context):
    widget = context["widget"]
    value = widget["value"]
    filled = "" if value is None else f' value="{_text(value)}"'
    head = f'<input type="{_text(widget["type"])}" name="{_text(widget["name"])}"'
    return f"{head}{filled}{_attributes(widget['attrs'])}>"


def _textarea(context):
    widget = context["widget"]
    text = _text(widget["value"]) if widget["value"] else ""
    head = f'<textarea name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>'
    return f"{head}\n{text}</textarea>"


def _select(context):
    widget = context["widget"]
    parts = [f'<select name="{_text(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        parts.append(f'\n  <optgroup label="{_text(group)}">' if group else "")
        for one in options:
            head = f'<option value="{_text(one["value"])}"{_attributes(one["attrs"])}>'
            parts.append(f"\n  {head}{_text(one['label'])}</option>\n")
        parts.append("\n  </optgroup>" if group else "")
    return "".join([*parts, "\n</select>"])


def _label(context):
    label = _text(context["label"])
    if not context["use_tag"]:
        return label
    tag = _text(context["tag"])
    return f"<{tag}{_attributes(context['attrs'] or {})}>{label}</{tag}>"


_WRITTEN = {
    "django/forms/widgets/checkbox.html": _input,
    "django/forms/widgets/hidden.html": _input,
    "django/forms/widgets/input.html": _input,
    "django/forms/widgets/number.html": _input,
    "django/forms/widgets/select.html": _select,
    "django/forms/widgets/text.html": _input,
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/label.html": _label,
}


class AdminFormRenderer(DjangoTemplates):
    def render(self, template_name, context, request=None):
        if template_name.startswith("django/forms/errors/list/") and not context["errors"]:
            return mark_safe("")
        if write := _WRITTEN.get(template_name):
            # Every part went through `conditional_escape` above.
            return mark_safe(write(context).strip())  # noqa: S308 -- see above
        return super().render(template_name, context, request)
