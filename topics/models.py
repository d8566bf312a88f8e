"""
Topics: what an editor gathers under one name, with an introduction and an address.

A tag is a word that a thing carries; a topic is a page that somebody writes. It gathers whatever
carries one of its tags, and the articles that an editor adds to it (articles/models/topic.py).
"""

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from simple_history.models import HistoricalRecords
from taggit.managers import TaggableManager
from taggit.models import ItemBase, Tag

from core import visibility
from core.hidden_characters import LineField
from core.models import SluggedPage
from core.page_url import page_url
from core.richtext import ANSWER, RichTextField
from core.slugs import PageSlugField
from core.tagged_rows import ToldTagManager
from core.visibility import Moment
from pictures.models import HasImage, Picture


class TaggedTopic(ItemBase):
    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_topics")
    content_object = models.ForeignKey(
        "Topic", on_delete=models.CASCADE, related_name="tagged_items"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["content_object", "tag"], name="taggedtopic_is_unique")
        ]


class TopicQuerySet(models.QuerySet["Topic"]):
    def public(self, at: Moment | None = None) -> "TopicQuerySet":
        """Topics an editor published, from that moment on."""
        return self.filter(visibility.has_begun("published_at", at or timezone.now()))


class Topic(SluggedPage, HasImage):
    """A draft until an editor publishes it; what it gathers shows itself as it becomes live."""

    unseen_fields = frozenset({"published_at", "tag_names"})

    name = LineField(max_length=80, help_text="“Redness and rosacea”, as readers would say it.")
    slug = PageSlugField("address", max_length=80, unique=True)
    summary = LineField(
        max_length=200,
        blank=True,
        help_text="One sentence for the list of topics and for search engines.",
    )
    introduction = RichTextField(
        blank=True,
        extensions=ANSWER,
        help_text="What somebody should know first, in a few plain sentences of our own.",
    )
    tags = TaggableManager(
        through=TaggedTopic,
        blank=True,
        manager=ToldTagManager,
        help_text="It gathers articles, products and questions with any of these.",
    )
    tag_names = models.TextField(editable=False, blank=True)  # for the record history
    published_at = models.DateTimeField(
        "published from",
        null=True,
        blank=True,
        help_text="From then on readers see it. Leave empty to keep it a draft.",
    )
    history = HistoricalRecords()

    objects = TopicQuerySet.as_manager()

    class Meta(HasImage.Meta):
        ordering = ["name"]
        permissions = [("publish_topic", "Can publish topics and change published ones")]
        constraints = [
            *HasImage.Meta.constraints,
            models.UniqueConstraint(
                Lower("name"),
                name="topic_name_is_unique",
                violation_error_message="There is a topic of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return page_url("topics:detail", self.slug)


@visibility.register(Picture, by="picture")
def public_topics(at: Moment) -> TopicQuerySet:
    """Pictures follow their topics."""
    return Topic.objects.public(at)
