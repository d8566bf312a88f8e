"""Topics: written by many, published by editors, as the site's own pages are."""

from django.contrib import admin

from articles.models import TopicArticle
from backoffice.changelist import filled_filter
from backoffice.model_admin import Autocomplete, HistoryAdmin
from pictures.picture_field import PictureFieldMixin
from topics.models import Topic


class TopicArticleInline(Autocomplete, admin.TabularInline):
    autocomplete_fields = ["article"]
    extra = 0
    model = TopicArticle


@admin.register(Topic)
class TopicAdmin(PictureFieldMixin, HistoryAdmin):
    search_label = "name"
    search_order = 50
    nav_group = "Topics"
    nav_icon = "tag"
    nav_order = 10
    empty_text = (
        "No topics yet. A topic gathers what carries its tags under one introduction: “Redness "
        "and rosacea”, “Sunscreen”."
    )
    autocomplete_fields = ["picture"]
    field_permissions = {
        "published_at": ("topics.publish_topic", "Set by people who can publish topics."),
    }
    release_permission = "topics.publish_topic"
    release_reason = "Only people who can publish topics can change it"
    fieldsets = [
        (None, {"fields": ["name", "slug", "summary", "introduction", "tags", "published_at"]}),
        ("Picture", {"fields": ["picture", "image_alt"]}),
    ]
    inlines = [TopicArticleInline]
    list_display = ["name", "slug", "tag_names", "published_at"]
    list_filter = [filled_filter("published_at", "draft", "published")]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name", "slug", "introduction"]

    def view_on_site(self, obj: Topic) -> str | None:
        """No link where readers get a 404."""
        is_public = Topic.objects.public().filter(pk=obj.pk).exists()
        return obj.get_absolute_url() if is_public else None
