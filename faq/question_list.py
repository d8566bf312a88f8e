"""The list of questions with its filters: tag, who answered, articles they come up in."""

from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet, Value
from django.db.models.functions import Coalesce, Lower, NullIf

from core.list_parameters import Facet, ListParameters
from core.tags import about_facet, in_articles_about, tag_facet
from faq.models import Question, QuestionQuerySet, TaggedQuestion
from people.models import Person

FILTERS = ("tag", "about", "expert")
SORTS = ("name", "newest")


_AS_SHOWN = Coalesce(NullIf("standalone", Value("")), "question")


class QuestionList:
    """Questions as a reader's wish has them."""

    def __init__(self, parameters: ListParameters, at: datetime) -> None:
        self.parameters = parameters
        self.chosen = parameters.chosen
        self.at = at
        self.public = Question.objects.public(at)
        self.people = Person.objects.public(at)  # who answered is named where readers see them

    def questions(self, *, without: str = "") -> QuestionQuerySet:
        """Those that have all that was chosen."""
        rows, chosen = self.public.tagged(self.chosen["tag"]), self.chosen
        if chosen["about"] and without != "about":
            rows = rows.filter(in_articles_about(Question, chosen["about"], self.at))
        if chosen["expert"] and without != "expert":
            answered = self.people.filter(slug__in=chosen["expert"])
            rows = rows.filter(answered_by__in=answered.order_by())
        return rows

    def rows(self) -> QuerySet[Any]:
        """What is listed, in the order that was asked for."""
        if self.parameters.sort == "newest":
            return self.questions().order_by("-pk")
        return self.questions().order_by(Lower(_AS_SHOWN), "pk")

    def facets(self) -> list[Facet]:
        """All of them, each counted in what the others leave."""
        rows = self.questions(without="expert").filter(answered_by__in=self.people.order_by())
        told = {"value": F("answered_by__slug"), "label": F("answered_by__name")}
        options = rows.order_by().values(**told).annotate(n=Count("pk"))
        names = self.people.order_by().values(value=F("slug"), label=F("name"))
        return [
            tag_facet(
                self.questions(), self.public, through=TaggedQuestion, owner="content_object"
            ),
            Facet("expert", "Answered by", options, names),
            about_facet(self.questions(without="about"), self.at),
        ]
