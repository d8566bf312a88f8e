"""
What `display_of` says of offers (products/display.py), as conditions and an order in SQL: lists
filter and sort by what readers see, the leading offer's price as well (products/leading_offer.py).

tests/products/test_offer_facts.py holds both against each other.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from types import SimpleNamespace
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DecimalField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)

from backoffice.site_settings import current
from products.display import IMPLAUSIBLE_FACTOR, strike_of
from products.display_policy import STALE_AFTER, Show
from products.market import REDUCTION_MARKETS
from products.models import Offer, PriceChange, Retailer
from products.models.offer import OfferQuerySet, aged_before, too_old
from products.money import Money
from products.price_history import LOW_DAYS, lows_of
from products.price_kinds import NOT_AVAILABLE, Availability, PriceKind, PriceSource, VariantKind

_NOT_FOR_SALE_NOW = [*NOT_AVAILABLE, Availability.BACK_ORDER, *("PreOrder", "PreSale")]


class OfferFacts:
    """Conditions on offers at one moment, in the site's market. A query to make."""

    def __init__(self, at: datetime, market: SimpleNamespace | None = None) -> None:
        self.at = at
        self.market = market or current().market
        terms = ("policy_max_age_hours", "policy_strikes_only_lows", "market")
        shops = list(Retailer.objects.order_by().values_list(*terms).distinct())
        self._looks_for_lows = self.market.country in REDUCTION_MARKETS or any(
            only_lows or market in REDUCTION_MARKETS for _, only_lows, market in shops
        )
        from_shop = Q(retailer__policy_shows_typed=True) | Q(current__source=PriceSource.FEED)
        self.known = (
            Q(current__isnull=False) & from_shop & ~too_old(at, {hours for hours, *_ in shops})
        )

    @property
    def priced(self) -> Q:
        """Readers see a price."""
        return self.known & Q(retailer__policy_show=Show.EXACT, current__price__isnull=False)

    @property
    def available(self) -> Q:
        """A look at the shop found its price, and nothing that kept anybody from buying."""
        looked = Q(current__checked_at__isnull=False, retailer__policy_shows_availability=True)
        return self.priced & looked & ~Q(current__availability__in=_NOT_FOR_SALE_NOW)

    @property
    def unavailable(self) -> Q:
        """Readers see that it can't be had."""
        return self.known & Q(
            current__checked_at__isnull=False,
            retailer__policy_shows_availability=True,
            current__availability__in=NOT_AVAILABLE,
        )

    @property
    def reduced(self) -> Q:
        """A higher price is struck through beside the price that readers see."""
        by_list_price = Q(
            current__price_kind=PriceKind.EXACT,
            current__list_price__gt=F("current__price"),
            current__list_price__lt=F("current__price") * IMPLAUSIBLE_FACTOR,
        )
        by_list_price &= self.priced & ~self._only_lows
        return by_list_price | Q(pk__in=list(self._reduced_by_lows))

    @property
    def _only_lows(self) -> Q:
        """`strikes_only_lows` (docs/rules.md 3.12)."""
        if self.market.country in REDUCTION_MARKETS:
            return Q(pk__isnull=False)
        by_shop = Q(retailer__market__in=REDUCTION_MARKETS)
        return Q(retailer__policy_strikes_only_lows=True) | by_shop

    @cached_property
    def lows(self) -> dict[int, Money]:
        """Offer → the lowest price of the 30 days before its reduction. At most two queries."""
        return lows_of(self._came_down, self.at, most=None)

    @cached_property
    def _came_down(self) -> list[Offer]:
        """Those whose price was lowered lately, where only the lowest price counts; often none."""
        if not self._looks_for_lows:
            return []
        since = self.at - timedelta(LOW_DAYS + 2)
        lowered = PriceChange.objects.filter(
            offer=OuterRef("pk"),
            state=PriceChange.State.APPLIED,
            after__checked_at__gte=since,
            before__price__gt=F("after__price"),
        )
        offers = Offer.objects.shown().filter(self.priced, self._only_lows, Exists(lowered))
        return list(offers.for_display())

    @property
    def _reduced_by_lows(self) -> list[int]:
        return [
            offer.pk
            for offer in self._came_down
            if offer.current and strike_of(offer.current, self.lows.get(offer.pk), only_lows=True)
        ]

    def leading_price(self, offers: OfferQuerySet) -> Subquery:
        """Of a product, the price of the leading one of `offers`; in the site's currency only."""
        ordered = offers.filter(product=OuterRef("pk")).order_by(*self._leading_order())
        price = self._if(self.priced & Q(current__currency=self.market.currency), "current__price")
        return Subquery(ordered.annotate(shown=price).values("shown")[:1])

    @staticmethod
    def _if(condition: Q, field: str) -> Case:
        return Case(When(condition, then=F(field)), default=None, output_field=DecimalField())

    def _leading_order(self) -> list[Any]:
        currency = Case(
            When(self.priced, then=F("current__currency")),
            default=F("retailer__currency"),
            output_field=CharField(),
        )
        variants = [
            When(variant_kind=kind.value, then=Value(place))
            for place, kind in enumerate(VariantKind)
        ]
        is_rough = self.priced & ~Q(current__price_kind=PriceKind.EXACT)
        return [
            Case(
                When(self.priced & Q(current__currency=self.market.currency), then=Value(0)),
                When(~self.priced & Q(retailer__currency=self.market.currency), then=Value(0)),
                default=Value(1),
                output_field=IntegerField(),
            ),
            currency,
            _last(~Q(retailer__market=self.market.country)),
            _last(self.unavailable),
            Case(*variants, default=Value(9), output_field=IntegerField()),
            _last(~self.priced),
            _last(self.priced & aged_before(self.at - STALE_AFTER)),
            _last(is_rough),
            Case(
                When(self.priced, then=F("current__price")),
                default=Value(Decimal(0)),
                output_field=DecimalField(),
            ),
            *("retailer__name", "variant", "pk"),
        ]


def _last(condition: Q) -> Case:
    return Case(When(condition, then=True), default=False, output_field=BooleanField())
