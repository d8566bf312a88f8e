"""Rich text on a page."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_BOX = '<div class="table-box" role="group" aria-label="Table" tabindex="0"><table>'


@register.filter
def prose(html: str) -> SafeString:
    """
    Sanitized rich text; a table that is wider than the page scrolls inside a box of its own.

    The box can be reached by keyboard, which is how somebody without a mouse scrolls it.
    """
    if "<table>" in html:
        html = html.replace("<table>", _BOX).replace("</table>", "</table></div>")
    return mark_safe(html)  # noqa: S308 -- sanitized by whoever made the page
