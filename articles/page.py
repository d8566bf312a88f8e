"""
The article page: an edition's frozen words together with the facts of this moment.

`ArticlePage.of(edition)` takes a live edition or the unsaved one of `article.preview_edition()`;
it asks the same queries for both, whatever the number of blocks, and templates ask none.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from itertools import chain, groupby
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from taggit.models import Tag

from articles.content import images_in
from articles.models import CallOut, Edition, EditionTag, Quote, TextBlock
from articles.models.quote import as_passages
from core.page_url import page_url
from core.redaction import Redaction
from people.models import BrandTie, Person
from pictures.models import Picture
from pictures.shown import Shown, shown, shown_file
from products.models import Offer, Product, RetailerDomain

READ_NEXT = 3
_PRODUCT = ["name", "slug", "size", "brand__name", "image_alt", "picture"]
_CARD = ["title", "topic", "published_at", "article__slug", "picture"]

_LINK = re.compile(r"<a ([^>]*)>")
_HREF = re.compile(r'href="([^"]*)"')
_REL = re.compile(r' ?rel="[^"]*"')
_HEADING = re.compile(r"<h([23])>")
_ENDS_IN_HEADING = re.compile(r"</h[23]>\s*$")


@dataclass(frozen=True, slots=True)
class Section:
    """
    A block or a run of neighbouring ones; `template` shows it, `items` is what it shows.

    What there are many of on a page are dicts, which templates read fastest.
    """

    kind: str
    items: object
    heading: str = ""  # of our own, where the text before it gives none

    @property
    def template(self):
        return f"articles/blocks/{self.kind}.html"


@dataclass(frozen=True, slots=True)
class ArticlePage:
    edition: Edition
    dek: str
    image: Shown | None
    authors: list
    reviewer: Person | None
    reviewed_on: date | None
    sections: list
    experts: list
    sources: list
    corrections: list
    tags: list
    has_paid_links: bool
    read_next: list = field(default_factory=list)

    @property
    def social_image_url(self):
        if not self.image:
            return ""
        return urljoin(settings.BASE_URL, self.image.card_url or self.image.url)

    @classmethod
    def of(cls, edition):
        return Composer(edition).page()


class Composer:
    """
    Reads the facts once, then puts the page together.

    articles/as_of.py reads those of an earlier moment.
    """

    def __init__(self, edition):
        self.edition = edition
        self.content = content = edition.content
        blocks = content["blocks"]
        self.quotes = self._read_quotes(blocks)
        self.withdrawn = {
            pk
            for pk, quote in self.quotes.items()
            if quote.permission == Quote.Permission.WITHDRAWN
        }
        self.redaction = Redaction(self._segments_withdrawn(blocks))
        self.pictures = self._read_pictures()
        picked = [block["product"] for block in blocks if block["kind"] == "product_pick"]
        self.products = self._read_products(picked)
        self.offers = self._read_offers(picked)
        self.people = self._read_people()
        self.paid_hosts = self._read_paid_hosts(blocks)
        # A tag renamed or merged since is found by its link; a preview has names alone.
        carried = (
            {"edition_links__edition": edition} if edition.pk else {"name__in": content["tags"]}
        )
        tags = Tag.objects.filter(**carried).order_by("name")
        self.tags = list(tags.values("pk", "name", "slug"))

    # Facts, a query each.

    def _read_quotes(self, blocks):
        """In the order of the page; a permission may have been withdrawn since."""
        pulled = [block["quote"] for block in blocks if block["kind"] == "pull_quote"]
        in_text = [quote["id"] for quote in self.content["quotes"]]
        ids = dict.fromkeys([*in_text, *pulled])
        rows = Quote.objects.filter(pk__in=ids).order_by()
        found = {row.pk: row for row in rows.only("speaker", "kind", "permission")}
        return {pk: found[pk] for pk in ids if pk in found}

    def _segments_withdrawn(self, blocks):
        frozen = [(quote["id"], quote["segments"]) for quote in self.content["quotes"]]
        frozen += [(b["quote"], b["segments"]) for b in blocks if b["kind"] == "pull_quote"]
        return [segment for pk, segments in frozen if pk in self.withdrawn for segment in segments]

    def _read_pictures(self):
        """Those of the library, by file name: an edition from before it has no ids; often none."""
        names = [image["name"] for image in images_in(self.content)]
        rows = Picture.objects.filter(file__in=names).order_by() if names else []
        return {row.file.name: row for row in rows}

    def _read_products(self, picked):
        rows = Product.objects.filter(pk__in=picked).order_by()
        return {row.pk: row for row in rows.select_related("brand", "picture").only(*_PRODUCT)}

    def _read_offers(self, picked):
        """What the page says about the offers of each product, the cheapest first."""
        lines = defaultdict(list)
        for offer in Offer.objects.filter(product__in=picked).on_sale().for_display():
            lines[offer.product_id].append(offer.as_line())
        return lines

    def _read_people(self):
        review = self.content["review"]
        named = [*self.content["authors"], *([review["reviewer"]] if review else [])]
        quoted = [
            quote.speaker_id
            for pk, quote in self.quotes.items()
            if pk not in self.withdrawn and quote.speaker_id
        ]
        people = self._people_by_id({*named, *quoted})
        for person in people.values():
            person.ties = []
        self._read_ties(people)
        return people

    def _people_by_id(self, pks):
        return Person.objects.select_related("picture").in_bulk(pks)

    def _read_ties(self, people):
        """Those to brands on this page, told to each person."""
        brands = {row.brand_id: row.brand.name for row in self.products.values() if row.brand}
        ties = BrandTie.objects.filter(person__in=people).order_by("pk")
        for pk, brand, kind, note in ties.values_list("person", "brand", "kind", "note"):
            if brand in brands:
                names = {"person": people[pk].name, "brand": brands[brand]}
                label = BrandTie.Kind(kind).label
                people[pk].ties.append({"to": brand, "kind": label, "note": note, **names})

    def _read_paid_hosts(self, blocks):
        """Hosts of links in the text that belong to a retailer who pays us; often no query."""
        links = [
            unescape(href)
            for block in blocks
            for key in ("html", "answer")
            for href in _HREF.findall(block.get(key) or "")
        ]
        hosts = {_host(link) for link in links} - {""}
        if not hosts:
            return set()
        candidates = {host: set(_with_parents(host)) for host in hosts}
        paid = set(
            RetailerDomain.objects.filter(
                domain__in=set().union(*candidates.values()), retailer__pays_commission=True
            ).values_list("domain", flat=True)
        )
        return {host for host, domains in candidates.items() if domains & paid}

    # The page.

    def page(self):
        content, review = self.content, self.content["review"]
        sections = list(self._sections())
        return ArticlePage(
            edition=self.edition,
            dek=self.redaction.of_text(content["dek"]),
            image=self._picture(content["image"]),
            authors=[self.people[pk] for pk in content["authors"]],
            reviewer=self.people[review["reviewer"]] if review else None,
            reviewed_on=date.fromisoformat(review["signed_on"]) if review else None,
            sections=sections,
            experts=self._experts(),
            sources=content["sources"],
            corrections=[
                {"on": date.fromisoformat(row["on"]), "text": self.redaction.of_text(row["text"])}
                for row in content["corrections"]
            ],
            tags=self.tags,
            has_paid_links=self._has_paid_links(),
            read_next=self._read_next(),
        )

    def _sections(self):
        level, has_own_heading = 1, False
        for kind, run in groupby(self.content["blocks"], key=lambda block: block["kind"]):
            if kind in {"product_pick", "question"}:
                section = self._run(kind, list(run), level, has_own_heading=has_own_heading)
                if section:
                    yield section
                if section and section.heading:
                    level = 2
                has_own_heading = False
                continue
            for block in run:
                section = getattr(self, f"_{kind}")(block)
                if section is None:
                    continue
                yield section
                if kind == "text":
                    levels = _HEADING.findall(section.items)
                    level = int(levels[-1]) if levels else level
                    has_own_heading = bool(_ENDS_IN_HEADING.search(section.items))

    def _run(self, kind, blocks, level, *, has_own_heading):
        if kind == "product_pick":
            # Product names are headings: one step below what stands above them, without a gap.
            heading = f"h{min(level + 1, 4)}"
            return Section("products", [self._pick(block, heading) for block in blocks])
        entries = [self._entry(block) for block in blocks if block["answer"]]
        heading = "" if has_own_heading else "Questions and answers"
        return Section("questions", entries, heading=heading) if entries else None

    def _text(self, block):
        return Section("text", self._html(block["html"], TextBlock))

    def _call_out(self, block):
        label = CallOut.Tone(block["tone"]).label
        html = self._html(block["html"], CallOut)
        return Section("call_out", {"tone": block["tone"], "label": label, "html": html})

    def _image(self, block):
        picture = self._picture(block["image"])
        return Section("image", picture) if picture else None

    def _pull_quote(self, block):
        quote = self.quotes.get(block["quote"])
        if quote is None or quote.pk in self.withdrawn or quote.speaker_id is None:
            return None
        speaker = self.people[quote.speaker_id]
        # Each passage keeps its own marks: what an attribution cut in two is not joined (4.15).
        is_verbatim = quote.kind == Quote.Kind.VERBATIM
        passages = as_passages(block["segments"], is_verbatim=is_verbatim)
        return Section("pull_quote", {"passages": passages, "speaker": speaker})

    def _pick(self, block, heading):
        """A product as the article recommends it; `ties` are those of people on the same page."""
        product = self.products[block["product"]]
        return {
            "heading": heading,
            "name": product.name,
            "brand": product.brand.name if product.brand else "",
            "size": product.size,
            "url": page_url("products:detail", product.slug),
            "picture": shown(product.picture, alt=product.image_alt),
            "best_for": block["best_for"],
            "note": self.redaction.of_text(block["note"]),
            "pros": [self.redaction.of_text(line) for line in block["pros"]],
            "cons": [self.redaction.of_text(line) for line in block["cons"]],
            "ties": [
                tie
                for person in self.people.values()
                for tie in person.ties
                if tie["to"] == product.brand_id
            ],
            "offers": self.offers[product.pk],
        }

    def _entry(self, block):
        """A question with its answer, as frozen; `url` is the question's own page."""
        return {
            "question": self.redaction.of_text(block["text"]),
            "answer": self._html(block["answer"], CallOut),
            "url": page_url("faq:detail", block["slug"]),
        }

    def _html(self, html, model):
        """
        Rich text that templates may print as it is (`|safe`).

        It was sanitised when it was saved and frozen; it is sanitised again, at some ten
        microseconds a paragraph, because a row may have been written by SQL (domain.md 8.15).
        """
        clean = model._meta.get_field("html").sanitize(html)
        if self.redaction:
            clean = self.redaction.of_html(clean)
        return _LINK.sub(self._link, clean)

    def _link(self, match):
        """Paid links say so; citations carry no rel at all (domain.md 3.1, 3.2)."""
        attributes = _REL.sub("", match[1])
        href = _HREF.search(attributes)
        is_paid = href and _host(unescape(href[1])) in self.paid_hosts
        return f'<a {attributes} rel="sponsored">' if is_paid else f"<a {attributes}>"

    def _picture(self, image):
        if not image:
            return None
        words = {
            "alt": image["alt"],
            "caption": self.redaction.of_text(image["caption"]),
            "credit": image["credit"],
        }
        if picture := self.pictures.get(image["name"]):
            return shown(picture, **words)
        return shown_file(image["name"], image["width"], image["height"], **words)

    def _experts(self):
        """Whose words stand on the page, in its order; nobody by withdrawn quotes alone."""
        speakers = [
            quote.speaker_id for pk, quote in self.quotes.items() if pk not in self.withdrawn
        ]
        return [self.people[pk] for pk in dict.fromkeys(speakers) if pk]

    def _has_paid_links(self):
        lines = chain.from_iterable(self.offers.values())
        return bool(self.paid_hosts) or any(line["is_paid"] for line in lines)

    def live_editions(self):
        return Edition.objects.live()

    def _read_next(self):
        """The newest other articles under one of the same tags. One query."""
        tags = [tag["pk"] for tag in self.tags]
        related = EditionTag.objects.filter(tag__in=tags).values("edition")
        editions = self.live_editions().filter(pk__in=related).order_by("-published_at", "-pk")
        # One more: this very article is related.
        rows = editions.select_related("article", "picture").only(*_CARD)[: READ_NEXT + 1]
        others = [row for row in rows if row.article_id != self.edition.article_id]
        return [_card(row) for row in others[:READ_NEXT]]


def _card(row):
    return {
        "title": row.title,
        "topic": row.topic,
        "published_at": row.published_at,
        "url": page_url("articles:detail", row.article.slug),
        "picture": row.shown_picture,
    }


def _host(url):
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _with_parents(host):
    """`shop.amazon.com` → itself and `amazon.com`, `com`."""
    labels = host.split(".")
    return [".".join(labels[start:]) for start in range(len(labels))]
