"""Pages with a slug, and the redirects that lead on from where a page was."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.functions import Lower

from core.shown_facts import ShownFact


class Redirect(models.Model):
    """A path that was a page's address, and the one it has now. Paths, not whole addresses."""

    old_path = models.CharField(max_length=300, unique=True)
    new_path = models.CharField(max_length=300, db_index=True)
    moved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["old_path"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(old_path=models.F("new_path")), name="redirect_moves"
            ),
            models.CheckConstraint(
                condition=models.Q(old_path=Lower("old_path")), name="redirect_is_small"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old_path} → {self.new_path}"

    @classmethod
    def record(cls, old_path: str, new_path: str) -> None:
        """Lead from `old_path` to `new_path`; older ways are shortened, never chained."""
        old_path, new_path = old_path.lower(), new_path.lower()
        cls.objects.filter(old_path=new_path).delete()
        cls.objects.filter(new_path=old_path).update(new_path=new_path)
        cls.objects.update_or_create(old_path=old_path, defaults={"new_path": new_path})


class SluggedPage(ShownFact):
    """
    A page by its slug: changing the slug of a page that readers know leaves a redirect behind.

    A page nobody could see yet leaves none, or its old address would tell readers its new one.
    """

    if TYPE_CHECKING:  # what a model must have beside this base
        slug: models.SlugField[Any, Any]

        def get_absolute_url(self) -> str: ...

    class Meta:
        abstract = True

    def after_save(self, before: Any) -> None:
        super().after_save(before)
        if before and before.slug != self.slug and self.is_known_to_readers():
            Redirect.record(before.get_absolute_url(), self.get_absolute_url())

    def is_known_to_readers(self) -> bool:
        """Whether the page is public. A model whose page was public once may say so, too."""
        rows: Any = type(self)._default_manager
        return rows.public().filter(pk=self.pk).exists()
