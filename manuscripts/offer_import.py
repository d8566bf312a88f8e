"""
Importing offers and their prices.

An offer on file keeps its price: another one becomes a held row of a price batch. What readers see
already gets a new offer only from somebody who may add offers, and its price from somebody who may
set prices. A new shop waits for release (products/releases.py), and so does a new host; an address
that can't be the shop's own is left out.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import cast

from django.contrib.auth.models import User

from backoffice.labels import mention
from core.shown_facts import tell_changes
from core.visibility import NOW_OR_LATER
from manuscripts.column_limits import ADDRESS, COLUMNS
from manuscripts.import_outcome import Import
from manuscripts.matching import Records, normalize_name
from manuscripts.models import Proposal
from manuscripts.new_rows import NewRows, key_of
from manuscripts.reading import ReadOffer, ReadProduct
from manuscripts.reading.plan import Span
from manuscripts.slugs import FreeSlugs
from products.models import (
    ListPriceKind,
    Observation,
    Offer,
    PriceBatch,
    PriceSource,
    Product,
    Retailer,
)
from products.price_kinds import VariantKind
from products.shop_hosts import Standing, check_address

_HELD = "The manuscript gives another price than the one on file."
_NOT_THEIRS = "Readers see the product, and who imported it sets no prices."
_FOREIGN = "The manuscript's link leads elsewhere ({host}): the price may not be this shop's."
_RETAILER = COLUMNS[Proposal.Kind.PRODUCT, "retailer"]


def exchanged(price: Decimal | None, list_price: Decimal | None) -> str:
    """What is to be asked where somebody pays more than before; "" where nothing is."""
    if price is None or list_price is None or list_price >= price:
        return ""
    return f"The original price {list_price} is below the price {price}: are they exchanged?"


class OfferImporter:
    """Makes or finds the offers of one manuscript; all of their prices are one batch."""

    def __init__(
        self,
        outcome: Import,
        records: Records,
        by: User | None,
        note_source: Callable[..., None],
        rows: NewRows,
        slugs: FreeSlugs,
    ) -> None:
        self.outcome = outcome
        self.records = records
        self.by = by
        self.note_source = note_source
        self.rows = rows
        self.slugs = slugs
        self.products: list[int] = []  # those on file
        self.in_print: set[int] = set()
        self.offers: dict[tuple[int, int], Offer] = {}  # by product and retailer
        self.observations: list[Observation] = []

    def prepare(self, products: list[tuple[Product, ReadProduct]]) -> None:
        """Offers, made or found, and what was seen of their prices; nothing is written."""
        self.products = [product.pk for product, _ in products if product.pk]
        self.in_print = self._in_print()
        known = Offer.objects.filter(
            product__in=self.products, variant_kind=VariantKind.FULL, variant=""
        )
        for offer in known.select_related("product__brand", "retailer"):
            self.offers[offer.product_id, offer.retailer_id] = offer
        observations: list[Observation] = []
        for product, read in products:
            for read_offer in read.offers:
                if read_offer.retailer or self.records.retailer(None, read_offer.url):
                    observations += self._observation(product, read_offer, read.span)
                else:
                    self._note(
                        f"“{read.line}”: no retailer was read, so no offer was made. Add it on "
                        "the product’s page."
                    )
        self.observations = self._first_mentions(observations)

    def is_current(self) -> bool:
        """Whether readers still see, or will see, just the products that they did."""
        return self.in_print == self._in_print()

    def _in_print(self) -> set[int]:
        shown = Product.objects.public(NOW_OR_LATER).filter(pk__in=self.products)
        return set(shown.values_list("pk", flat=True))

    def save(self) -> None:
        """Write the offers; their prices take the one way prices take."""
        shown = [offer for offer in self.rows.of(Offer) if offer.product.pk in self.in_print]
        self.rows.save(Retailer, Offer)
        tell_changes([(offer.product, [offer.coming]) for offer in shown])
        self._apply(self.observations)

    def _apply(self, observations: list[Observation]) -> None:
        batch = PriceBatch(
            author=self.by,
            source=PriceSource.MANUSCRIPT,
            source_name=mention(self.outcome.manuscript),  # whoever sets prices sees it, too
            reason="Import of a manuscript",
        )
        day = self.outcome.manuscript.handed_in_on
        result = batch.apply([replace(one, reported_on=day) for one in observations])
        self.outcome.price_batch = batch if batch.pk else None
        for change in result.held:
            before = change.before.text_with_list_price if change.before else "no price"
            now = change.after.text_with_list_price
            other = f" instead of {before}" if now != before else ""
            self._note(f"{change.observation.offer}: {now}{other} is held for a second look.")
        for refusal in result.refused:
            self._note(
                f"{refusal.observation.offer}: {refusal.value} was refused. {refusal.reason}"
            )

    def _first_mentions(self, observations: list[Observation]) -> list[Observation]:
        """One observation an offer; a later one that says otherwise is left to the editor."""
        first: dict[int, Observation] = {}
        for observation in observations:
            known = first.setdefault(key_of(cast("Offer", observation.offer)), observation)
            if known.facts() != observation.facts():
                self._note(
                    f"{observation.offer}: the manuscript gives {known.price} and "
                    f"{observation.price} {observation.currency}. The first was used."
                )
        return list(first.values())

    def _observation(self, product: Product, read: ReadOffer, span: Span) -> Iterator[Observation]:
        if not self._can_sell(product, read):
            return
        retailer = self._retailer(read)
        key = key_of(product), key_of(retailer)
        is_new = key not in self.offers
        self.outcome.count("offers", made=is_new)
        foreign = ""
        if is_new:
            url, foreign = self._address(read.url, retailer)
            offer = Offer(product=product, retailer=retailer, url=url)
            self.offers[key] = self.rows.add(offer)
            self.note_source(span, offer=offer)
        offer = self.offers[key]
        if read.price is None or read.currency is None:
            return
        yield Observation(
            offer=offer,
            price=read.price,
            price_kind=read.price_kind or "exact",
            price_max=read.price_max,
            list_price=read.list_price,
            list_price_kind=ListPriceKind.REPORTED if read.list_price else "",
            currency=read.currency,
            looked=False,
            hold_reason=self._hold_reason(offer)
            or foreign
            or exchanged(read.price, read.list_price),
        )

    def _hold_reason(self, offer: Offer) -> str:
        if offer.pk:
            return _HELD
        if offer.product_id in self.in_print and not self._has_perm("products.add_pricebatch"):
            return _NOT_THEIRS
        return ""

    def _has_perm(self, permission: str) -> bool:
        return self.by is not None and self.by.has_perm(permission)

    def _address(self, url: str | None, retailer: Retailer) -> tuple[str, str]:
        """
        The address as it may be kept, and why its price is to be held.

        "" and a note where it can't be this shop's: then what is told of it may be another's, too.
        """
        if not url:
            return "", ""
        if problem := ADDRESS.problem(url):
            self._note(f"The address {url} was left out. {problem}")
            return "", ""
        check = check_address(url, retailer, self.records.domains)
        if check.standing in (Standing.OWN, Standing.UNKNOWN):
            return url, ""
        self._note(f"The address {url} was left out. {check.sentence(retailer)}")
        return "", _FOREIGN.format(host=check.host or "no host")

    def _can_sell(self, product: Product, read: ReadOffer) -> bool:
        """
        Whether an offer may be made: what readers see already takes the right to add offers.

        An offer is on the product's page at once, with its shop and its link; nothing that is
        imported may be (manuscript plan, rule 7). One that is on file only has its price held.
        """
        if product.pk not in self.in_print:
            return True
        if self._has_perm("products.add_offer"):
            return True
        retailer = self.records.retailer(read.retailer, read.url)
        if retailer and (product.pk, key_of(retailer)) in self.offers:
            return True
        shop = read.retailer or retailer
        price = f" for {read.price} {read.currency}" if read.price is not None else ""
        self._note(
            f"Readers see “{product}” already, so the offer at {shop}{price} was not made. A price "
            "editor can add it on the product’s page."
        )
        return False

    def _retailer(self, read: ReadOffer) -> Retailer:
        retailer = self.records.retailer(read.retailer, read.url)
        if retailer is None and read.retailer:
            name = _RETAILER.fitted(read.retailer)
            retailer = self.records.retailer(name, None)
        self.outcome.count("retailers", made=retailer is None)
        if retailer is None:
            retailer = self.rows.add(
                Retailer(
                    name=name,
                    slug=self.slugs.take(Retailer, name, limit=100),
                    currency=read.currency or "USD",
                )
            )
            self.outcome.note_shortened(_RETAILER, read.retailer)
            self.records.retailers[normalize_name(name)] = retailer
        return retailer

    def _note(self, sentence: str) -> None:
        self.outcome.notes.append(sentence)
