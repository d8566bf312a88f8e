"""What changed between planning an edition and its going live: facts, and words saved since."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from .edition import Edition


class PlanChangeQuerySet(models.QuerySet["PlanChange"]):
    def unseen(self) -> "PlanChangeQuerySet":
        """Those no editor has said yes to."""
        return self.filter(seen_at=None)

    def of_facts(self) -> "PlanChangeQuerySet":
        """Those of what the plan shows; the draft, saved since, is no part of it."""
        return self.exclude(what=PlanChange.DRAFT)


class PlanChange(models.Model):
    """One field of something a planned edition shows: from what to what, and who changed it."""

    DRAFT = "The draft"  # as `what`: it was saved since

    is_reference = False

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="plan_changes")
    what = models.CharField(max_length=300)
    field = models.CharField(max_length=100)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    seen_at = models.DateTimeField(null=True)

    objects = PlanChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """“Person Anna Lind, name: “Anna Lind” → “Anna Forged”, by Bo Tan.”"""
        who = self.changed_by
        by = (who.get_full_name() or who.get_username()) if who else "a command"
        if self.what == self.DRAFT:
            return f"{self.what} was saved since, by {by}; the plan is without that."
        words = " → ".join(f"“{text}”" if text else "nothing" for text in (self.before, self.after))
        return f"{self.what}, {self.field}: {words}, by {by}."
