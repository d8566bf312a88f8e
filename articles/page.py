"""
The article page: an edition's snapshot together with the facts of this moment.

`ArticlePage.of(edition)` takes a live edition or the unsaved one of `preview_edition(article)`; it
asks the same queries for both, whatever the number of blocks, and templates ask none.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from html import unescape
from itertools import chain, groupby
from typing import Any, NamedTuple
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import F, Value
from django.utils import timezone
from taggit.models import Tag

from articles.anchors import Anchors, Entry, SourceMarks
from articles.block_types import BLOCK_TYPES, Block, BlockType
from articles.content.formats import left_out, read_content
from articles.content.references import images_in
from articles.models import Correction, Edition, Quote
from articles.models.edition import EditionQuerySet, topics_of
from articles.reading_time import minutes_to_read
from articles.related import Substance, related
from core.http_urls import split_address
from core.redaction import Redaction
from people.models import Person, tie_sentence
from pictures.image_data import ImageData, render_image
from pictures.models import Picture
from products.display import OfferDisplay
from products.market import site_country
from products.medicines import may_not_be_recommended
from products.models import Offer, Product, Retailer
from products.offer_lines import OfferLine, displays_of, lines_by_product, paid_terms
from products.shop_hosts import host_of

READ_NEXT = 3
_PRODUCT = [
    *("name", "slug", "size", "brand__name", "image_alt", "picture", "regulatory_class"),
]
_TAG = ("is_topic", "pk", "name", "slug")

_LINK = re.compile(r"<a ([^>]*)>")
_HREF = re.compile(r'href="([^"]*)"')
_REL = re.compile(r' ?rel="[^"]*"')
_HEADING = re.compile(r"<h([23])[ >]")
_ENDS_IN_HEADING = re.compile(r"</h[23]>\s*$")

OfferLines = dict[int, list[OfferLine]]

logger = logging.getLogger(__name__)


@lru_cache(maxsize=1000)
def warn_once(sentence: str) -> None:
    """Log what an operator should know, and not again with every reader of the page."""
    logger.warning(sentence)


@dataclass(frozen=True, slots=True)
class PageSection:
    """
    A block or a run of neighboring ones; `template` shows it, `items` is what it shows.

    What there are many of on a page are dicts, which templates read fastest.
    """

    kind: str  # of the block
    template: str
    items: Any
    heading: str = ""  # of our own, where the text before it gives none
    id: str = ""  # of that heading


@dataclass(frozen=True, slots=True)
class ArticlePage:
    edition: Edition
    dek: str
    image: ImageData | None
    authors: list[Person]
    reviewer: Person | None
    reviewed_on: date | None
    sections: list[PageSection]
    experts: list[Person]
    sources: list[dict[str, str]]
    corrections: list[dict[str, Any]]
    tags: list[dict[str, Any]]
    topics: list[dict[str, Any]]  # that gather it
    has_paid_links: bool
    paying_shops: str
    statements: list[str]  # of shops whose links pay us, above the first of them
    minutes: int  # to read it
    contents: list[Entry] = field(default_factory=list)
    marked_sources: set[int] = field(default_factory=set)  # numbers that the text names
    read_next: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # sentences for editors

    @property
    def key_points(self) -> list[str]:
        """The answer in a few lines, which the page shows first."""
        return self._items_of("key_points")

    @property
    def picks(self) -> list[dict[str, Any]]:
        """All products that the article recommends, in its order."""
        return self._items_of("product_pick")

    def _items_of(self, kind: str) -> list[Any]:
        return [item for one in self.sections if one.kind == kind for item in one.items]

    @property
    def last_picks(self) -> PageSection | None:
        """After which they are compared."""
        return next((one for one in reversed(self.sections) if one.kind == "product_pick"), None)

    @property
    def has_contents(self) -> bool:
        """Whether there is enough to find one's way in."""
        return len(self.contents) > 2

    @property
    def hints(self) -> list[str]:
        """What readers of the picks miss, for a preview."""
        lacking = [pick["name"] for pick in self.picks if not (pick["best_for"] and pick["note"])]
        return [f"{name} has no “best for”, or no reason why we picked it." for name in lacking]

    @property
    def social_image_url(self) -> str:
        if not self.image:
            return ""
        return urljoin(settings.BASE_URL, self.image.card_url or self.image.url)

    @classmethod
    def of(cls, edition: Edition) -> "ArticlePage":
        return PageBuilder(edition).page()


class Tie(NamedTuple):
    """An interest of a person in a brand: their keys, the kind, and a note."""

    person: int
    brand: int
    kind: str
    note: str


class PageBuilder:
    """
    Reads the facts once, then puts the page together.

    A subclass may read other facts: `live_editions`, `read_products`, `read_offers` and
    `read_people` are made to be overridden (articles/point_in_time.py). The blocks' own functions
    (articles/block_parts.py) ask it what they show.
    """

    def __init__(self, edition: Edition, at: datetime | None = None) -> None:
        self.edition = edition
        self.at = at or timezone.now()
        self.content = read_content(edition)
        self.left_out = left_out(edition)
        for sentence in self.left_out:
            warn_once(f"Article {edition.article_id}: {sentence}")
        blocks = self.content["blocks"]
        self.contents = list[Entry]()
        self.anchors = Anchors(f"article-{edition.article_id}")
        self.source_marks = SourceMarks(len(self.content["sources"]))
        self.heading = "h2"  # the tag of a heading one step below what stands above a block
        self.quotes = self._read_quotes(blocks)
        self.withdrawn = {
            pk
            for pk, quote in self.quotes.items()
            if quote.permission == Quote.Permission.WITHDRAWN
        }
        self.redaction = Redaction(self._segments_withdrawn(blocks))
        self.pictures = self._read_pictures()
        picked = [block["product"] for block in blocks if block.get("product")]
        self.products = self.read_products(picked)
        self.offers = self.read_offers(picked)
        self.ties: list[Tie] = []
        self.people = self._read_people_with_ties()
        self.paid_hosts = self._read_paid_hosts(blocks)
        self.tags, self.topics = self._read_tags_and_topics()

    # Facts, a query each; hooks for those of another moment

    def live_editions(self) -> EditionQuerySet:
        return Edition.objects.live()

    def read_products(self, pks: Iterable[int]) -> dict[int, Product]:
        rows = Product.objects.filter(pk__in=pks).order_by()
        return {row.pk: row for row in rows.select_related("brand", "picture").only(*_PRODUCT)}

    def read_offers(self, products: Iterable[int]) -> OfferLines:
        """What the page says about the offers of each product, the leading one first."""
        return self.lines_of(Offer.objects.filter(product__in=products).shown().for_display())

    def lines_of(self, offers: Iterable[Offer]) -> OfferLines:
        """The lines of these offers, which are of `self.products`."""
        offers = list(offers)
        for offer in offers:
            offer.product = self.products[offer.product_id]
        return lines_by_product(
            one.without_paid_link() if self._is_recommended(one) else one
            for one in displays_of(offers, self.at)
        )

    def _is_recommended(self, one: OfferDisplay) -> bool:
        """Whether it is a medicine beside an expert's words, offered since it was published."""
        quoted = any(
            quote.speaker_id and pk not in self.withdrawn for pk, quote in self.quotes.items()
        )
        product = self.products[one.product]
        return quoted and may_not_be_recommended(product, one.market, site_country())

    def read_people(self, pks: Iterable[int]) -> dict[int, Person]:
        """People by their key; `self.ties` are theirs to brands. One query for both."""
        people: dict[int, Person] = {}
        rows = Person.objects.filter(pk__in=pks).select_related("picture").order_by("brand_ties")
        for row in rows.annotate(
            tie_brand=F("brand_ties__brand"),
            tie_kind=F("brand_ties__kind"),
            tie_note=F("brand_ties__note"),
        ):
            people.setdefault(row.pk, row)
            if row.tie_brand:
                self.ties.append(Tie(row.pk, row.tie_brand, row.tie_kind, row.tie_note))
        return people

    def _read_quotes(self, blocks: list[Block]) -> dict[int, Quote]:
        """In the order of the page; a permission may have been withdrawn since."""
        pulled = [block["quote"] for block in blocks if block.get("quote")]
        in_text = [quote["id"] for quote in self.content["quotes"]]
        ids = dict.fromkeys([*in_text, *pulled])
        rows = Quote.objects.filter(pk__in=ids).order_by()
        found = {row.pk: row for row in rows.only("speaker", "kind", "permission")}
        return {pk: found[pk] for pk in ids if pk in found}

    def _segments_withdrawn(self, blocks: list[Block]) -> list[str]:
        quoted = [(quote["id"], quote["segments"]) for quote in self.content["quotes"]]
        quoted += [(block["quote"], block["segments"]) for block in blocks if block.get("quote")]
        return [segment for pk, segments in quoted if pk in self.withdrawn for segment in segments]

    def _read_pictures(self) -> dict[int, Picture]:
        ids = {image["picture"] for image in images_in(self.content)}
        return Picture.objects.in_bulk(ids) if ids else {}

    def _read_people_with_ties(self) -> dict[int, Person]:
        review = self.content["review"]
        named = [*self.content["authors"], *([review["reviewer"]] if review else [])]
        quoted = [
            quote.speaker_id
            for pk, quote in self.quotes.items()
            if pk not in self.withdrawn and quote.speaker_id
        ]
        people = self.read_people({*named, *quoted})
        for person in people.values():
            person.ties = []  # type: ignore[attr-defined]  # for the templates
        self._tell_ties(people)
        return people

    def _tell_ties(self, people: dict[int, Person]) -> None:
        """Those to brands on this page, told to each person."""
        brands = {row.brand_id: row.brand.name for row in self.products.values() if row.brand}
        for pk, brand, kind, note in self.ties:
            if brand in brands:
                sentence = tie_sentence(people[pk].name, brands[brand], kind, note)
                tie = {"to": brand, "sentence": sentence}
                people[pk].ties.append(tie)  # type: ignore[attr-defined]

    def _read_paid_hosts(self, blocks: list[Block]) -> dict[str, Retailer]:
        """Hosts of links in the text that belong to a retailer who pays us; often no query."""
        links = [
            unescape(href)
            for block in blocks
            for key in ("html", "answer")
            for href in _HREF.findall(block.get(key) or "")
        ]
        shops = Retailer.objects.by_host({host_of(link) for link in links} - {""})
        return {host: shop for host, shop in shops.items() if shop.pays_commission}

    def _read_tags_and_topics(self) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """A tag renamed or merged since is found by its link; a preview has names alone."""
        if self.edition.pk:
            carried = Tag.objects.filter(edition_links__edition=self.edition)
        else:
            carried = Tag.objects.filter(name__in=self.content["tags"])
        topics = topics_of(self.edition.article_id, self.at, tag__in=carried.order_by())
        rows = [
            rows.order_by().annotate(is_topic=Value(is_topic)).values(*_TAG)
            for is_topic, rows in enumerate([carried, topics])
        ]
        told = sorted(rows[0].union(rows[1], all=True), key=lambda row: row["name"])
        tags, found = ([one for one in told if one["is_topic"] == n] for n in (0, 1))
        return tags, found

    # The page

    def page(self) -> ArticlePage:
        content, review = self.content, self.content["review"]
        return ArticlePage(
            edition=self.edition,
            dek=self.text(content["dek"]),
            image=self.image(content["image"]),
            authors=[self.people[pk] for pk in content["authors"]],
            reviewer=self.people[review["reviewer"]] if review else None,
            reviewed_on=date.fromisoformat(review["signed_on"]) if review else None,
            sections=list(self._sections()),
            experts=self._experts(),
            # Frozen words are plain data: no constraint read these (docs/rules.md 8.15).
            sources=[
                {**source, "url": source["url"] if split_address(source["url"]) else ""}
                for source in content["sources"]
            ],
            corrections=[self._correction(row) for row in content["corrections"]],
            tags=self.tags,
            topics=self.topics,
            **paid_terms(chain.from_iterable(self.offers.values()), self.paid_hosts.values()),
            minutes=minutes_to_read(content),
            contents=self.contents,
            marked_sources=self.source_marks.marked,
            read_next=self._read_next(),
            left_out=self.left_out,
        )

    def _correction(self, row: dict[str, Any]) -> dict[str, Any]:
        kind = Correction.Kind(row.get("kind", Correction.Kind.CORRECTION))
        on = date.fromisoformat(row["on"])
        return {"on": on, "text": self.text(row["text"]), "label": kind.label}

    def _sections(self) -> Iterator[PageSection]:
        level, has_own_heading = 1, False
        for kind, run in groupby(self.content["blocks"], key=lambda block: block["kind"]):
            block_type = BLOCK_TYPES[kind]
            # Names of products are headings: one step below what stands above, without a gap.
            self.heading = f"h{min(level + 1, 4)}"
            if block_type.is_list:
                section = self._list(block_type, run, has_own_heading=has_own_heading)
                if section:
                    yield section
                if section and section.heading:
                    level = 2
                has_own_heading = False
                continue
            for block in run:
                items = self._shown(block_type, block)
                if items is None:
                    continue
                yield PageSection(kind, block_type.template, items)
                if isinstance(items, str):
                    levels = _HEADING.findall(items)
                    level = int(levels[-1]) if levels else level
                    has_own_heading = bool(_ENDS_IN_HEADING.search(items))

    def _shown(self, block_type: BlockType, block: Block) -> Any:
        """What the template is given; the headings of a text have ids."""
        items = block_type.show(self, block)
        if block_type.kind == "text" and items:
            return self.anchors.on_headings(items, self.contents)
        return items

    def _list(
        self, block_type: BlockType, run: Iterable[Block], *, has_own_heading: bool
    ) -> PageSection | None:
        shown_blocks = (block_type.show(self, block) for block in run)
        items = [item for item in shown_blocks if item is not None]
        heading = "" if has_own_heading else block_type.list_heading
        if not items:
            return None
        found = self.anchors.id_for(heading) if heading else ""
        if heading:
            self.contents.append(Entry(found, heading))
        return PageSection(block_type.kind, block_type.template, items, heading, found)

    # What blocks are shown with

    def text(self, text: str) -> str:
        """Plain text without the words of quotes that were withdrawn."""
        return self.redaction.of_text(text)

    def rich_text(self, html: str, model: type) -> str:
        """
        Rich text that templates may print as it is (`|safe`), as `model`'s field `html` allows it.

        It was sanitized when it was saved; it is sanitized again, at some ten microseconds a
        paragraph, because a row may have been written by SQL (docs/rules.md 8.15).
        """
        clean = model._meta.get_field("html").sanitize(html)  # type: ignore[attr-defined]
        if self.redaction:
            clean = self.redaction.of_html(clean)
        return self.source_marks.in_html(_LINK.sub(self._link, clean))

    def image(self, image: dict[str, Any] | None) -> ImageData | None:
        """A picture of the content with its words, or None where nothing may be shown."""
        if not image:
            return None
        return render_image(
            self.pictures.get(image["picture"]),
            alt=image["alt"],
            caption=self.text(image["caption"]),
            credit=image["credit"],
        )

    def _link(self, match: re.Match[str]) -> str:
        """Paid links say so; citations carry no rel at all (docs/rules.md 3.1, 3.2)."""
        attributes = _REL.sub("", match[1])
        href = _HREF.search(attributes)
        is_paid = href and host_of(unescape(href[1])) in self.paid_hosts
        return f'<a {attributes} rel="sponsored">' if is_paid else f"<a {attributes}>"

    # What stands around the body

    def _experts(self) -> list[Person]:
        """Whose words stand on the page, in its order; nobody by withdrawn quotes alone."""
        speakers = [
            quote.speaker_id for pk, quote in self.quotes.items() if pk not in self.withdrawn
        ]
        return [self.people[pk] for pk in dict.fromkeys(speakers) if pk]

    def _read_next(self) -> list[dict[str, Any]]:
        """What shares most with this article: products, experts, tags. One query."""
        substance = Substance(
            tag={tag["pk"]: tag["name"] for tag in self.tags},
            product={pk: product.name for pk, product in self.products.items()},
            person={person.pk: person.full_name for person in self._experts()},
        )
        article = self.edition.article_id
        return related(substance, self.live_editions(), but=article, limit=READ_NEXT)
