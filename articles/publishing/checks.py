"""Publish checks: what stands in the way of publishing an article, and who decides it."""

import re
from collections import defaultdict
from collections.abc import Container

from django.contrib.auth.models import AnonymousUser, User

from articles.anchors import numbers_marked
from articles.content import Content
from articles.content.references import ids_in, images_in, shortened
from articles.content.sections import sections_in
from articles.models import Article, Quote, address_problem
from backoffice.rights import people_to_ask
from core.placeholders import placeholders_in
from core.punctuation import glued_sentences, words_without_full_stop
from core.richtext import paragraphs, plain_text
from pictures.models import Picture
from products.link_doubts import link_doubts
from products.market import site_country
from products.medicines import may_not_be_recommended
from products.models import Offer, Product
from products.models.offer import OfferQuerySet
from products.releases import RELEASE, can_release_retailers, waiting_hosts

# The permission of those who decide what readers see.
PUBLISH = "articles.publish_article"
CHANGE_OFFER = "products.change_offer"
_END_OF_PARAGRAPH = re.compile(r"</(?:p|li|h[1-6]|t[dh]|caption|blockquote)>")
MAX_NAMED = 20  # addresses of offers in the way, each with a sentence


def can_publish(user: User | AnonymousUser) -> bool:
    return user.has_perm(PUBLISH)


def publish_checks(
    article: Article,
    content: Content,
    *,
    releasing: Container[str] = (),
    by: User | AnonymousUser | None = None,
) -> list[str]:
    """
    Sentences that say why this content of `article` can't be published; an empty list where it can.

    `content` is what would be published, `snapshot(article)`. `releasing` are the keys of hosts
    that may be released with it; `by` is told what they can do themselves.
    """
    found = []
    if not content["blocks"]:
        found.append("The article has no body yet. Add a text block.")
    if not content["authors"]:
        found.append("It has no author. Add one under “Authors”.")
    if taken := address_problem(article.slug, article.pk):
        found.append(taken)
    return [
        *found,
        *_quotes(content),
        *_expired_licenses(content),
        *_altered_quotes(content),
        *_loose_sentences(content),
        *_unwritten(content),
        *_marks_without_source(content),
        *_strange_addresses(content, releasing, by),
        *_strange_links(content, by),
        *_recommended_medicines(content),
    ]


def texts_in(content: Content) -> list[str]:
    """The rich texts of a content, whose links lead out."""
    return [block.get("html") or block.get("answer") or "" for block in content["blocks"]]


def _strange_links(content: Content, by: User | AnonymousUser | None) -> list[str]:
    """Links that say a shop's name and lead to another's host."""
    found = [doubt for doubt in link_doubts(texts_in(content)) if doubt.is_shop]
    add = "add the host to the retailer"
    if not (by and can_release_retailers(by)):
        add = f"ask {people_to_ask(RELEASE)} to {add}" if found else ""
    return [f"{doubt.sentence} Correct the link, or {add}." for doubt in found[:MAX_NAMED]]


def offers_in(content: Content) -> OfferQuerySet:
    """The offers of the products that a content shows."""
    return Offer.objects.filter(product__in=ids_in(content).get("product", ()))


def _strange_addresses(
    content: Content, releasing: Container[str], by: User | AnonymousUser | None
) -> list[str]:
    """Addresses of offers that don't belong to their shop; a new shop waits and is in no way."""
    strange = [
        one
        for one in waiting_hosts(offers_in(content))
        if one.problem or not (one.is_new_shop or one.key in releasing)
    ]
    if not strange:
        return []
    correct = "Correct the address"
    if not (by and by.has_perm(CHANGE_OFFER)):
        correct = f"Ask {people_to_ask(CHANGE_OFFER)} to correct the address"
    release = f"{correct}, or {people_to_ask(RELEASE)} to release the host."
    if by and can_release_retailers(by):
        release = f"{correct}, or release the host here: tick it under “Release shops”."
    more = len(strange) - MAX_NAMED
    return [
        *(
            f"{one.check.finding(one.retailer)} It is the address of an offer at {one.retailer} in "
            f"this article: {one.check.url} {f'{correct}.' if one.problem else release}"
            for one in strange[:MAX_NAMED]
        ),
        *([f"{more:,} more addresses of offers are in the way like these."] if more > 0 else []),
    ]


def _recommended_medicines(content: Content) -> list[str]:
    """Medicines with a paid link beside an expert's words (docs/rules.md 3.18)."""
    offers = offers_in(content).on_sale().exclude(url="").filter(retailer__pays_commission=True)
    medicines = offers.filter(product__regulatory_class=Product.RegulatoryClass.OTC)
    paid: dict[Product, list[str]] = defaultdict(list)
    for offer in medicines.select_related("product__brand", "retailer").order_by("retailer__name"):
        if may_not_be_recommended(offer.product, offer.retailer.market, site_country()):
            paid[offer.product].append(offer.retailer.name)
    quotes = Quote.objects.filter(pk__in=ids_in(content)["quote"] if paid else ())
    quotes = quotes.exclude(speaker=None).order_by("speaker__name")
    experts = list(dict.fromkeys(quotes.values_list("speaker__name", flat=True)))
    if not experts:
        return []
    ask = people_to_ask("products.change_offer")
    return [
        f"{product} is an over-the-counter medicine with paid links ({', '.join(shops)}), and the "
        f"article quotes {', '.join(experts)}. In Europe, advertising of medicines refers to no "
        f"expert. Remove the product or the quotes, or ask {ask} to withdraw the offers."
        for product, shops in paid.items()
    ]


def _quotes(content: Content) -> list[str]:
    """Quotes that were withdrawn, and pull quotes nobody is named for."""
    quotes = Quote.objects.filter(pk__in=ids_in(content)["quote"])
    pulled = {block["quote"] for block in content["blocks"] if block["kind"] == "pull_quote"}
    return [
        *(
            f"“{shortened(quote.text)}” was withdrawn by its speaker. Remove it."
            for quote in quotes.filter(permission=Quote.Permission.WITHDRAWN)
        ),
        *(
            f"Nobody knows who said “{shortened(quote.text)}”. Name the speaker first."
            for quote in quotes.filter(pk__in=pulled, speaker=None)
        ),
    ]


def _expired_licenses(content: Content) -> list[str]:
    ids = [image["picture"] for image in images_in(content)]
    return [
        f"The license of the picture “{shortened(picture.title)}” expired on "
        f"{picture.license_until:%d %b %Y}. Choose another picture, or renew it in the library."
        for picture in Picture.objects.license_expired().filter(pk__in=ids).order_by("pk")
    ]


def _loose_sentences(content: Content) -> list[str]:
    """Words that no full stop or space parts, as some manuscripts bring them."""
    found = []
    for html in texts_in(content):
        words = plain_text(html)
        found += [
            f"A space is missing in “{_around(words, glued.start())}”. Put it in."
            for glued in glued_sentences(words)
        ]
        found += [
            f"There is no full stop in {count} words: “{shortened(paragraph)}”. Set it."
            for paragraph in paragraphs(html)
            if (count := words_without_full_stop(paragraph))
        ]
    return found[:MAX_NAMED]


def _unwritten(content: Content) -> list[str]:
    """Words that hold the place of others, anywhere in what readers would see."""
    found = dict.fromkeys(
        f"{section.label}: “{shortened(words)}” is no text yet. Write it, or take it out."
        for section in sections_in(content)
        for paragraph in _END_OF_PARAGRAPH.split(section.html)
        for words in placeholders_in(plain_text(paragraph))
    )
    return list(found)[:MAX_NAMED]


def _marks_without_source(content: Content) -> list[str]:
    """Of an article that lists sources: “[4]” where there are three."""
    listed = len(content["sources"])
    marked = set().union(*map(numbers_marked, texts_in(content))) if listed else set()
    return [
        f"The text refers to source {number}, and the list has {listed}. Add it under “Sources”, "
        "or correct the number."
        for number in sorted(marked)
        if not 0 < number <= listed
    ][:MAX_NAMED]


def _around(words: str, at: int) -> str:
    """The two words at this place: “forming.To”."""
    return words[:at].rsplit(" ", 1)[-1][-40:] + words[at:].split(" ", 1)[0][:40]


def _altered_quotes(content: Content) -> list[str]:
    """Words in quotation marks are never altered (docs/rules.md 4.13): they stand in the text."""
    text = " ".join(map(plain_text, texts_in(content)))
    return [
        f"“{shortened(segment)}” is on file as a quote in this text, but no longer stands in it "
        "word for word. Put the words back, or remove the quote from the list."
        for quote in content["quotes"]
        for segment in quote["segments"]
        if quote["kind"] == Quote.Kind.VERBATIM and " ".join(segment.split()) not in text
    ]
