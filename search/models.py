"""
The index: an entry for each thing that readers may come to see, with its words.

Beside it stands the table `search_words` (search/databases/), which no model describes: FTS5 on
SQLite, vectors of words on PostgreSQL. What an entry has there and in `EntryText` goes with it, by
a trigger.
"""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from articles.models import is_live
from core.constraints import known_choices
from core.visibility import Moment
from faq.models import Question
from people.models import Person
from products.models import Product
from topics.models import Topic


class Kind(models.TextChoices):
    """What an entry leads to."""

    ARTICLE = "article", "Articles"
    PRODUCT = "product", "Products"
    PERSON = "person", "Experts"
    QUESTION = "question", "Questions"
    TOPIC = "topic", "Topics"


# Kind → what has a `public()` of its own.
_MODELS: dict[Kind, Any] = {
    Kind.PRODUCT: Product,
    Kind.PERSON: Person,
    Kind.QUESTION: Question,
    Kind.TOPIC: Topic,
}


class EntryQuerySet(models.QuerySet["Entry"]):
    def visible(self, at: Moment | None = None) -> "EntryQuerySet":
        """Entries of what readers see at the moment `at` (by default now); ask nowhere else."""
        seen = Q(is_live(at), kind=Kind.ARTICLE)
        for kind, model in _MODELS.items():
            rows = model.objects.public(at).order_by().filter(pk=OuterRef("row"))
            seen |= Q(Exists(rows), kind=kind)
        return self.filter(seen)


@known_choices("kind")
class Entry(models.Model):
    """
    One thing that can be found. Its key begins with a moment, so that newer things come last.

    Of an article there is an entry for each edition that is live or to come. `row` is the key of an
    edition, product, person, question, topic; a trigger deletes the entry with it. It is no foreign
    key, for being found is no use of a row. Of an edition an entry repeats what says whether it is
    live, kept by a trigger: two thousand are asked for it in each search.
    """

    id = models.BigAutoField(primary_key=True)  # SQLite finds nothing faster
    kind = models.CharField(max_length=10, choices=Kind.choices)
    row = models.BigIntegerField()
    live_from = models.DateTimeField(null=True)
    live_until = models.DateTimeField(null=True)
    withdrawn = models.BooleanField(default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # nobody edits it
        verbose_name_plural = "entries"
        constraints = [models.UniqueConstraint(fields=["row", "kind"], name="entry_is_of_one_row")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"


class EntryText(models.Model):
    """The words of an entry as its page shows them, for the list of what was found."""

    entry = models.OneToOneField(
        Entry,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="text",
    )
    slug = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.title


class Word(models.Model):
    """
    A word that stands in some entry, now or earlier: what a misspelled one may have meant.

    Whether readers find anything by it is asked whenever it is proposed.
    """

    word = models.CharField(max_length=40, primary_key=True)
    shown = models.CharField(max_length=60)  # as it was read first

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.shown
