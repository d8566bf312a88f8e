"""The list of articles with its filters: topic, tag, section, quoted expert, medical review."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import CharField, Count, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.text import slugify

from articles.models import Edition, EditionPerson, EditionTag
from articles.models.edition import EditionQuerySet
from articles.topics import topic_facet
from core.list_parameters import Facet, ListParameters, text_facet
from core.tags import tag_facet
from people.models import Person
from topics.models import Topic

FILTERS = ("tag", "topic", "section", "expert", "reviewed")
SORTS = ("newest", "name")
_REVIEWED: Mapping[str, str] = MappingProxyType({"yes": "Medically reviewed"})
_Role = EditionPerson.Role


class ArticleList:
    """Live articles as a reader's wish has them."""

    def __init__(self, parameters: ListParameters, at: datetime) -> None:
        self.parameters = parameters
        self.chosen = parameters.chosen
        self.at = at
        self.live = Edition.objects.live(at)
        self.experts = Person.objects.public(at)
        self.sections = self._sections()

    def _sections(self) -> list[str]:
        """The chosen ones as they are written in articles: their kickers."""
        if not (chosen := self.chosen["section"]):
            return []
        written = self.live.order_by().values_list("topic", flat=True).distinct()
        return [name for name in written if slugify(name) in chosen]

    def editions(self, *, without: str = "") -> EditionQuerySet:
        """Those that have all that was chosen."""
        rows, chosen = self.live.tagged(self.chosen["tag"]), self.chosen
        if chosen["topic"] and without != "topic":
            topics = Topic.objects.public(self.at).filter(slug__in=chosen["topic"])
            rows = rows.in_topics(topics.order_by().values("pk"))
        if chosen["section"] and without != "section":
            rows = rows.filter(topic__in=self.sections)
        if chosen["expert"] and without != "expert":
            quoted = self._people(_Role.EXPERT).filter(person__slug__in=chosen["expert"])
            rows = rows.filter(Exists(quoted.filter(edition=OuterRef("pk"))))
        if chosen["reviewed"] and without != "reviewed":
            rows = rows.filter(Exists(self._people(_Role.REVIEWER).filter(edition=OuterRef("pk"))))
        return rows

    def _people(self, role: str) -> QuerySet[EditionPerson]:
        people = EditionPerson.objects.order_by().filter(role=role)
        return people.filter(person__in=self.experts.order_by())

    def rows(self) -> QuerySet[Any]:
        """What is listed, in the order that was asked for."""
        rows = self.editions().for_cards()
        return rows.order_by(Lower("title"), "pk") if self.parameters.sort == "name" else rows

    def facets(self) -> list[Facet]:
        """All of them, each counted in what the others leave."""
        return [
            topic_facet(self.editions(without="topic"), self.at),
            tag_facet(self.editions(), self.live, through=EditionTag, owner="edition"),
            text_facet("section", "Section", "topic", self.editions(without="section"), self.live),
            self._of_people(
                "expert",
                "Expert",
                _Role.EXPERT,
                {"value": F("person__slug"), "label": F("person__name")},
            ),
            self._of_people(
                "reviewed",
                "Review",
                _Role.REVIEWER,
                {key: Value("yes", output_field=CharField()) for key in ("value", "label")},
            ),
        ]

    def _of_people(self, name: str, label: str, role: str, told: dict[str, Any]) -> Facet:
        links = self._people(role).filter(edition__in=self.editions(without=name).order_by())
        options = links.values(**told).annotate(n=Count("edition", distinct=True))
        if role == _Role.REVIEWER:
            return Facet(name, label, options, labels=_REVIEWED)
        names = self.experts.order_by().values(value=F("slug"), label=F("name"))
        return Facet(name, label, options, names)
