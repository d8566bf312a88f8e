"""What the forms of one review need to know besides: its people, and what is on file."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from backoffice.rights import people_to_ask
from manuscripts.added_people import ADD
from manuscripts.matching import Shops, normalize_name
from manuscripts.models import Proposal
from manuscripts.review_stretches import start_of
from people.models import Person
from products.models import Offer, Product, RetailerDomain
from products.shop_hosts import domains_of, host_of

Kind, Decision = Proposal.Kind, Proposal.Decision
_MANY_PEOPLE = 40  # to offer at each quote of a page


class ReviewContext:
    """Read once for the proposals on a page, `shown`; a quote may be anybody's."""

    def __init__(
        self,
        proposals: Iterable[Proposal],
        shown: Iterable[Proposal] | None = None,
        *,
        can_add_people: bool = False,
    ) -> None:
        proposals = list(proposals)
        self.can_add_people = can_add_people
        shown = proposals if shown is None else list(shown)
        self.people: dict[str, str] = {
            one.reading["name"]: "" if one.decision == Decision.REJECTED else one.content["name"]
            for one in proposals
            if one.kind == Kind.EXPERT
        }
        self._places = {
            one.reading["name"]: start_of(one) for one in proposals if one.kind == Kind.EXPERT
        }
        self._products = _records(shown, Kind.PRODUCT)
        self._persons = _records(shown, Kind.EXPERT)

    def people_near(self, place: int, wanted: Iterable[str | None]) -> list[tuple[str, str]]:
        """
        `(name, what they are called)` of whom a quote may be, in the manuscript's order.

        Of very many, those who are `wanted` and those who are named nearest to its `place`.
        """
        names = [name for name, called in self.people.items() if called]
        if len(names) > _MANY_PEOPLE:
            near = sorted(names, key=lambda name: abs(self._places[name] - place))
            offered = {*wanted, *near[:_MANY_PEOPLE]}
            names = [name for name in names if name in offered]
        return [(name, self.people[name]) for name in names]

    def refusal_to_add(self, name: str) -> str:
        """Why somebody of this name can't be named; "" for who is on file or may be added."""
        if self.can_add_people or Person.objects.filter(name__iexact=name).exists():
            return ""
        return f"{name} is not on file, and adding people takes {people_to_ask(ADD)}."

    @cached_property
    def shops(self) -> Shops:
        """The names and hosts of shops on file; read only where an offer has an address."""
        return Shops()

    @cached_property
    def products(self) -> dict[int, Product]:
        return Product.objects.select_related("brand").in_bulk(self._products)

    @cached_property
    def persons(self) -> dict[int, Person]:
        return Person.objects.in_bulk(self._persons)

    @cached_property
    def _offers(self) -> dict[int, dict[str, Offer]]:
        """`{product: {name or host of a retailer: offer}}` of the products on file."""
        found: dict[int, dict[str, Offer]] = {}
        offers = list(
            Offer.objects.filter(product__in=self._products, variant="").select_related(
                "retailer", "current"
            )
        )
        hosts: dict[int, list[str]] = {}
        shops = {offer.retailer_id for offer in offers}
        for row in RetailerDomain.objects.filter(retailer__in=shops):
            hosts.setdefault(row.retailer_id, []).append(row.domain)
        for offer in offers:
            names = [normalize_name(offer.retailer.name), *hosts.get(offer.retailer_id, [])]
            found.setdefault(offer.product_id, {}).update(dict.fromkeys(names, offer))
        return found

    def offer(self, product: int | None, read: dict[str, Any]) -> Offer | None:
        """The offer on file that a read one speaks of, or None."""
        if not product or not read:
            return None
        known = self._offers.get(product, {})
        retailer = read.get("retailer") or ""
        hosts = domains_of(host_of(read["url"]))
        if known and retailer and self.shops.retailer(retailer, read["url"]) is None:
            hosts = []  # the words name another shop than the link leads to
        names = [normalize_name(retailer), *domains_of(retailer), *hosts]
        return next((known[name] for name in names if name in known), None)


def _records(proposals: Iterable[Proposal], kind: str) -> set[int]:
    return {one.record for one in proposals if one.kind == kind and one.record is not None}
