"""The page of an article for whoever may read it here and not change it: its words, in order."""

from typing import Any

from django.http import HttpRequest
from django.template.response import TemplateResponse

from articles.block_types import BLOCK_TYPES
from articles.content.references import names_in
from articles.models import Article
from articles.page import PageBuilder
from articles.publishing.schedule import preview_edition
from backoffice.model_admin import BaseAdmin


def reading_page(
    model_admin: BaseAdmin, request: HttpRequest, article: Article, status: dict[str, Any]
) -> TemplateResponse:
    """
    The draft as readers would see it, with what it says besides.

    A form of fields that can't be changed shows mark-up, keys and empty headings instead of words.
    """
    builder = PageBuilder(preview_edition(article))
    context = {
        **model_admin.admin_site.each_context(request),
        **status,
        "opts": model_admin.opts,
        "original": article,
        "title": str(article),
        "page": builder.page(),
        "hidden": _hidden_blocks(builder),
    }
    return TemplateResponse(request, "admin/articles/reading.html", context)


def _hidden_blocks(builder: PageBuilder) -> list[str]:
    """The blocks of the draft that the page doesn't show yet: “Question: Do they go away?”."""
    names = names_in(builder.content)
    lines = []
    for block in builder.content["blocks"]:
        block_type = BLOCK_TYPES[block["kind"]]
        if not block_type.is_shown(block) or not block_type.show(builder, block):
            lines.append(f"{block_type.label}: {block_type.label_of(block, names)}")
    return lines
