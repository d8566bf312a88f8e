"""The admin as a whole: its name, and tags, which belong to no room."""

import taggit.admin  # noqa: F401 -- registers its own page for tags, which ours replaces
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import JsonResponse
from django.urls import path
from taggit.models import Tag

from skinsite.desk import DeskAdmin, count_of

admin.site.enable_nav_sidebar = True
admin.site.empty_value_display = "–"
admin.site.unregister(Tag)

# Whoever may write one of these may be told the names of tags.
_TAGGED = ("articles.article", "products.product", "faq.question", "taggit.tag")


@admin.register(Tag)
class TagAdmin(DeskAdmin):
    list_display = ["name", "slug", "articles", "products", "questions"]
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                article_count=self._count("tagged_articles"),
                product_count=self._count("tagged_products"),
                question_count=self._count("tagged_questions"),
            )
        )

    @staticmethod
    def _count(relation):
        through = Tag._meta.get_field(relation).related_model
        return count_of(through.objects.all(), "tag")

    def get_urls(self):
        names = self.admin_site.admin_view(self.names)
        return [path("names/", names, name="taggit_tag_names"), *super().get_urls()]

    def names(self, request):
        """Names that begin with `?q=` (or hold it at the start of a word), at most twelve."""
        rights = [
            f"{app}.{verb}_{model}"
            for app, model in (m.split(".") for m in _TAGGED)
            for verb in ("add", "change")
        ]
        if not any(request.user.has_perm(right) for right in rights):
            raise PermissionDenied
        wanted = " ".join(request.GET.get("q", "").lower().split())[:100]
        tags = Tag.objects.filter(Q(name__istartswith=wanted) | Q(name__icontains=f" {wanted}"))
        return JsonResponse(
            {"names": list(tags.order_by("name").values_list("name", flat=True)[:12])}
        )

    @admin.display(ordering="article_count")
    def articles(self, tag):
        return tag.article_count

    @admin.display(ordering="product_count")
    def products(self, tag):
        return tag.product_count

    @admin.display(ordering="question_count")
    def questions(self, tag):
        return tag.question_count
