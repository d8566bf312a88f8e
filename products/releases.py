"""
Shops and hosts that wait for release: what imports brought, and nobody who may has seen.

    waiting = waiting_hosts(Offer.objects.filter(product__in=products))
    release([one for one in waiting if one.key in ticked], by=user)

Readers see an offer once its shop is released and its address is at a host of that shop
(`OfferQuerySet.shown`). Who may release sees the address first, so each is shown in full.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Min, Q, QuerySet

from products.models import Offer, Retailer, RetailerDomain
from products.shop_hosts import AddressCheck, Standing, check_address

RELEASE = "products.release_retailer"
MAX_NAMED = 10  # hosts that can't be released
MAX_BOXES = 100  # hosts to tick on one page; whoever released them is shown the next ones


def can_release_retailers(user: Any) -> bool:
    """Who decides which shops, and which hosts as theirs, readers are led to."""
    return bool(user.has_perm(RELEASE))


@dataclass(frozen=True, slots=True)
class WaitingHost:
    """One host at one shop, with an address there; `host` is "" where offers have no address."""

    retailer: Retailer
    check: AddressCheck[Retailer]
    own: tuple[str, ...] = ()  # the hosts that are the shop's on file

    @property
    def key(self) -> str:
        return f"{self.retailer.pk}:{self.check.host}"

    @property
    def is_new_shop(self) -> bool:
        return self.retailer.released_at is None

    @property
    def label(self) -> str:
        """Which shop, new or not; the host, whose it isn't, and an address in full."""
        what = f"{self.retailer} (new)" if self.is_new_shop else str(self.retailer)
        if not self.check.url:
            return what
        host = self.check.host
        if self.check.standing is Standing.UNKNOWN and (self.own or not self.is_new_shop):
            known = f" ({', '.join(self.own[:3])})" if self.own else ""
            host += f", not one of {self.retailer}'s hosts{known}"
        return f"{what}: {host}, {self.check.url}"

    @property
    def problem(self) -> str:
        """Why nobody can release it; "" where somebody may."""
        if not self.check.url or self.check.standing in (Standing.OWN, Standing.UNKNOWN):
            return ""
        return self.check.sentence(self.retailer)


def waiting_hosts(offers: QuerySet[Offer]) -> list[WaitingHost]:
    """Which hosts of these offers wait, and at which shop. One query for none, else three."""
    rows = offers.waiting().order_by("retailer__name", "host")  # type: ignore[attr-defined]
    rows = list(rows.values("retailer", "host").annotate(address=Min("url")))
    if not rows:
        return []
    owners = RetailerDomain.objects.owners()
    shops = Retailer.objects.in_bulk({row["retailer"] for row in rows})
    own: dict[int, tuple[str, ...]] = {}
    for domain, owner in owners.items():
        own[owner.pk] = (*own.get(owner.pk, ()), domain)
    return [
        WaitingHost(shop, check_address(row["address"], shop, owners), own.get(shop.pk, ()))
        for row in rows
        for shop in [shops[row["retailer"]]]
    ]


def release(waiting: Iterable[WaitingHost], *, by: User | None) -> None:
    """Let readers see these. Raises `ValidationError` for a host that can't be the shop's own."""
    with transaction.atomic():
        for one in waiting:
            if one.problem:
                raise ValidationError(one.problem)
            is_new = one.check.standing is Standing.UNKNOWN
            one.retailer.release([one.check.host] if one.check.url and is_new else [], by=by)


def why_not_released(retailer: Retailer, waiting: Sequence[WaitingHost]) -> list[str]:
    """Sentences: why there is nothing to release of a shop with these `waiting`; [] if there is."""
    if not waiting and retailer.released_at is not None:
        by = retailer.released_by
        who = f", by {by.get_full_name() or by.get_username()}" if by else ""
        return [f"{retailer} was released already{who}. None of its hosts waits."]
    if not all(one.problem for one in waiting):
        return []
    more = len(waiting) - MAX_NAMED
    told = [one.problem for one in waiting[:MAX_NAMED]]
    return [*told, f"And {more:,} more of its hosts are like these."] if more > 0 else told


def retailers_waiting() -> QuerySet[Retailer]:
    """Retailers nobody has released yet, or with an offer at a host that waits."""
    waiting = Offer.objects.one_of_each_host().unreleased()
    return Retailer.objects.filter(Q(released_at=None) | Q(pk__in=waiting.values("retailer")))


class ReleaseField(forms.MultipleChoiceField):
    """The first waiting hosts that can be released, with boxes to tick; cleans to their keys."""

    default_error_messages = {
        "required": "Tick at least one host.",
        "invalid_choice": "What you ticked was released already, or its offers changed since. "
        "Here is what waits now.",
    }

    def __init__(self, waiting: Sequence[WaitingHost], **kwargs: Any) -> None:
        boxes = [(one.key, one.label) for one in waiting if not one.problem]
        help_text = kwargs.pop("help_text", "")
        if len(boxes) > MAX_BOXES:
            help_text += (
                f" These are the first {MAX_BOXES} of {len(boxes):,}: the others come when they "
                "are released, and each stands at its retailer."
            )
        super().__init__(
            choices=boxes[:MAX_BOXES],
            widget=forms.CheckboxSelectMultiple(attrs={"data-tick-all": "Tick all of these"}),
            help_text=help_text.strip(),
            **kwargs,
        )
