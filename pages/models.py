"""The pages that a magazine owes its readers: About, policies, Privacy, Contact."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import Resolver404, resolve
from django.utils import timezone
from simple_history.models import HistoricalRecords

from core import visibility
from core.constraints import known_choices
from core.hidden_characters import LineField
from core.models import SluggedPage
from core.page_url import page_url
from core.richtext import RichTextField
from core.slugs import PageSlugField
from core.visibility import Moment
from pages import frame

URL_NAME = "pages:detail"


class PageQuerySet(models.QuerySet["Page"]):
    def public(self, at: Moment | None = None) -> "PageQuerySet":
        """Pages an editor published, from that moment on."""
        return self.filter(visibility.has_begun("published_at", at or timezone.now()))

    def in_frame(self) -> "PageQuerySet":
        """Those that readers are led to from every page, in their order."""
        return self.public().exclude(place="").only("title", "slug", "place")


@known_choices("place")
class Page(SluggedPage):
    """A page of the site's own: a draft until it is published, then changed by editors alone."""

    unseen_fields = frozenset({"published_at", "order"})

    class Place(models.TextChoices):
        FOOTER = "footer", "in the footer of every page"
        MENU = "menu", "in the menu of every page"
        NOWHERE = "", "nowhere: other pages lead there"

    title = LineField(max_length=80, help_text="“About us”. The menu and the footer call it so.")
    slug = PageSlugField(
        "address",
        max_length=80,
        unique=True,
        help_text="“about” is the page /about/. Whoever knows an old address is led to the new.",
    )
    summary = LineField(
        max_length=200,
        blank=True,
        help_text="One sentence below the title. Search engines show it, too.",
    )
    body = RichTextField()
    place = models.CharField(
        "where it stands", max_length=6, choices=Place.choices, blank=True, default=Place.FOOTER
    )
    order = models.PositiveSmallIntegerField(default=50, help_text="The lowest comes first.")
    reviewed_on = models.DateField(
        "last reviewed",
        null=True,
        blank=True,
        help_text="When somebody last read it and found it true. Readers see the day.",
    )
    is_sample = models.BooleanField(
        "sample text",
        default=False,
        help_text="Nobody here has agreed to this text yet. The page says so.",
    )
    published_at = models.DateTimeField(
        "published from",
        null=True,
        blank=True,
        help_text="From then on readers see it. Leave empty to keep it a draft.",
    )
    history = HistoricalRecords()

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering = ["place", "order", "title"]
        permissions = [("publish_page", "Can publish pages and change published ones")]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | ~Q(body=""),
                name="page_published_says_something",
                violation_error_message="Write the text before you publish the page.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return page_url(URL_NAME, self.slug)

    def clean(self) -> None:
        """Refuse an address at which another page of the site answers already."""
        super().clean()
        path = f"/{self.slug}/"
        try:
            found = resolve(path)
        except Resolver404:  # “a.b”, which its own field refuses
            return
        if self.slug and found.view_name != URL_NAME:
            raise ValidationError(
                {"slug": f"{path} is the address of another part of this site. Choose another one."}
            )

    def after_save(self, before: Any) -> None:
        super().after_save(before)
        self._tell_frame()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            self._tell_frame()
        return deleted

    @staticmethod
    def _tell_frame() -> None:
        """Now, for whoever asks in this transaction, and once others can see it."""
        frame.forget_pages()
        transaction.on_commit(frame.forget_pages)
