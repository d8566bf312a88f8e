"""
Importing offers and their prices.

An offer on file keeps its price: another one becomes a held row of a price batch. What readers see
already gets a new offer only from somebody who may add offers, and its price from somebody who may
set prices. A new shop waits for release (products/releases.py), and so does a new host; an address
that can't be the shop's own is left out.
"""

from collections.abc import Callable, Iterable, Iterator

from django.contrib.auth.models import User

from backoffice.labels import mention
from core.visibility import NOW_OR_LATER
from manuscripts.column_limits import COLUMNS
from manuscripts.import_outcome import Import
from manuscripts.matching import Records, normalize_name
from manuscripts.models import Proposal
from manuscripts.reading import ReadOffer, ReadProduct
from manuscripts.reading.plan import Span
from manuscripts.slugs import unique_slug
from products.models import Observation, Offer, PriceBatch, PriceSource, Product, Retailer
from products.shop_hosts import Standing, check_address

_HELD = "The manuscript gives another price than the one on file."
_NOT_THEIRS = "Readers see the product, and who imported it sets no prices."
_RETAILER = COLUMNS[Proposal.Kind.PRODUCT, "retailer"]


class OfferImporter:
    """Makes or finds the offers of one manuscript; all of their prices are one batch."""

    def __init__(
        self,
        outcome: Import,
        records: Records,
        by: User | None,
        note_source: Callable[..., None],
    ) -> None:
        self.outcome = outcome
        self.records = records
        self.by = by
        self.note_source = note_source
        self.new_offers: set[int] = set()
        self.in_print: set[int] = set()

    def run(self, products: list[tuple[Product, ReadProduct]]) -> None:
        """Offers, made or found; their prices take the one way prices take."""
        keys = [product.pk for product, _ in products]
        in_print = Product.objects.public(NOW_OR_LATER).filter(pk__in=keys)
        self.in_print = set(in_print.values_list("pk", flat=True))
        observations: list[Observation] = []
        for product, read in products:
            for offer in read.offers:
                if offer.retailer or self.records.retailer(None, offer.url):
                    observations += self._observation(product, offer, read.span)
                else:
                    self._note(
                        f"“{read.line}”: no retailer is named, so no offer was made. Add it on "
                        "the product’s page."
                    )
        self._apply(observations)

    def _apply(self, observations: list[Observation]) -> None:
        batch = PriceBatch(
            author=self.by,
            source=PriceSource.MANUSCRIPT,
            source_name=mention(self.outcome.manuscript),  # whoever sets prices sees it, too
            reason="Import of a manuscript",
        )
        result = batch.apply(self._first_mentions(observations))
        self.outcome.price_batch = batch if batch.pk else None
        for change in result.held:
            before = change.before.text_with_list_price if change.before else "no price"
            self._note(
                f"{change.observation.offer}: {change.after.text_with_list_price} instead of "
                f"{before} is held for a second look."
            )
        for refusal in result.refused:
            self._note(
                f"{refusal.observation.offer}: {refusal.value} was refused. {refusal.reason}"
            )

    def _first_mentions(self, observations: list[Observation]) -> Iterable[Observation]:
        """One observation an offer; a later one that says otherwise is left to the editor."""
        first: dict[int, Observation] = {}
        for observation in observations:
            known = first.setdefault(observation.offer.pk, observation)
            if known.facts() != observation.facts():
                self._note(
                    f"{observation.offer}: the manuscript gives {known.price} and "
                    f"{observation.price} {observation.currency}. The first was used."
                )
        return first.values()

    def _observation(self, product: Product, read: ReadOffer, span: Span) -> Iterator[Observation]:
        if not self._can_sell(product, read):
            return
        retailer = self._retailer(read)
        offer, is_new = Offer.objects.get_or_create(
            product=product,
            retailer=retailer,
            variant="",
            defaults={"url": self._address(read.url, retailer)},
        )
        self.outcome.count("offers", made=is_new)
        if is_new:
            self.new_offers.add(offer.pk)
            self.note_source(span, offer=offer)
        if read.price is None or read.currency is None:
            return
        yield Observation(
            offer=offer,
            price=read.price,
            price_kind=read.price_kind or "exact",
            price_max=read.price_max,
            list_price=read.list_price,
            list_price_kind="previous" if read.list_price else "",
            currency=read.currency,
            hold_reason=self._hold_reason(offer),
        )

    def _hold_reason(self, offer: Offer) -> str:
        if offer.pk not in self.new_offers:
            return _HELD
        if offer.product_id in self.in_print and not self._has_perm("products.add_pricebatch"):
            return _NOT_THEIRS
        return ""

    def _has_perm(self, permission: str) -> bool:
        return self.by is not None and self.by.has_perm(permission)

    def _address(self, url: str | None, retailer: Retailer) -> str:
        """The address as it may be kept; "", with a note, where it can't be one of this shop."""
        if not url:
            return ""
        check = check_address(url, retailer, self.records.domains)
        if check.standing in (Standing.OWN, Standing.UNKNOWN):
            return url
        self._note(f"The address {url} was left out. {check.sentence(retailer)}")
        return ""

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
        if retailer and product.offers.filter(retailer=retailer, variant="").exists():
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
            retailer = Retailer.objects.create(
                name=name,
                slug=unique_slug(Retailer, name, limit=100),
                currency=read.currency or "USD",
            )
            self.outcome.note_shortened(_RETAILER, read.retailer)
            self.records.retailers[normalize_name(name)] = retailer
        return retailer

    def _note(self, sentence: str) -> None:
        self.outcome.notes.append(sentence)
