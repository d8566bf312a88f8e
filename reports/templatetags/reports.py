"""The link beside what may be wrong."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.page_url import page_url

register = template.Library()


@register.simple_tag
def report_link(kind: str, pk: int, what: str, label: str = "") -> SafeString:
    """
    `{% report_link "offer" offer.offer "the price at Sephora" %}`: a quiet link to its report page.

    It reads “Wrong?”, or `label`; `what` is said to those who hear it without what stands beside
    it. No crawler follows it.
    """
    return format_html(
        '<a class="report-link" rel="nofollow" href="{}?about={}-{}">{}'
        '<span class="visually-hidden"> {} {}</span></a>',
        page_url("reports:report"),
        kind,
        pk,
        label or "Wrong?",
        "about" if label else "Report",
        what,
    )
