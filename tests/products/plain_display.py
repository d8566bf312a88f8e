"""
A plain model of what pages may say of offers: written from the rules, sharing nothing with what it
is compared with but the words in which an amount of money is written.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from html import unescape

from django.utils import timezone
from django.utils.html import strip_tags

from products.money import Money

EUROPE = {"DE", "FR"}  # of the markets that tests use
UNITED_KINGDOM = "GB"
GONE = {"OutOfStock": "Out of stock", "SoldOut": "Sold out", "Discontinued": "Discontinued"}
VARIANTS = {"full": "", "travel": "travel size", "sample": "sample", "set": "set"}
URLS = {
    "": "",
    "product": "https://{shop}.example/p/{offer}",
    "search": "https://{shop}.example/search?q={offer}",
    "front": "https://{shop}.example/",
}


@dataclass
class Facts:
    """All that is known of an offer and its shop. No point: `source` is ""."""

    offer: int = 0
    shop: str = "Shop"
    market: str = "US"
    shop_currency: str = "USD"
    pays: bool = True
    show: str = "exact"
    hours: int = 720
    stamp: str = "day"
    typed: bool = True
    availability: bool = True
    only_lows: bool = False
    disclaimer: str = ""
    statement: str = ""
    regulatory_class: str = "cosmetic"
    variant_kind: str = "full"
    variant: str = ""
    url: str = "product"
    source: str = "admin"
    price: Decimal | None = None
    price_kind: str = "exact"
    price_max: Decimal | None = None
    list_price: Decimal | None = None
    list_price_kind: str = ""
    currency: str = "USD"
    stock: str = ""
    checked_at: datetime | None = None
    reported_on: date | None = None
    recorded_at: datetime | None = None

    @property
    def address(self) -> str:
        return URLS[self.url].format(shop=self.shop.lower(), offer=self.offer)

    @property
    def begins(self) -> datetime:
        if self.checked_at:
            return self.checked_at
        if self.reported_on:
            midnight = datetime(*self.reported_on.timetuple()[:3])  # noqa: DTZ001 -- made aware
            return timezone.make_aware(midnight, timezone.get_default_timezone())
        return self.recorded_at

    @property
    def ends(self) -> datetime:
        """The last moment at which its price may be shown."""
        return self.begins + timedelta(hours=self.hours)


@dataclass(frozen=True)
class Site:
    country: str = "US"
    currency: str = "USD"


def seen(text: str) -> Decimal:
    """The first number in a text, as its readers see it."""
    return Decimal(re.search(r"\d[\d,]*(?:\.\d+)?", text)[0].replace(",", ""))


def money(amount: Decimal, currency: str) -> str:
    return str(Money(amount, currency))


def says_something(facts: Facts, at: datetime) -> bool:
    from_a_feed = facts.source == "feed"
    return bool(facts.source) and (from_a_feed or facts.typed) and at <= facts.ends


def price(facts: Facts, at: datetime) -> str:
    if not says_something(facts, at) or facts.price is None or facts.show != "exact":
        return ""
    text = money(facts.price, facts.currency)
    if facts.price_kind == "range":
        return f"{text}–{money(facts.price_max, facts.currency)}"
    return text if facts.price_kind == "exact" else f"{facts.price_kind} {text}"


def strike(facts: Facts, at: datetime, site: Site, low: Decimal | None) -> str:
    text = price(facts, at)
    if not text or facts.price_kind != "exact":
        return ""
    if facts.only_lows or facts.market in EUROPE or site.country in EUROPE:
        higher, words = low, "Lowest in the 30 days before: {}"
    elif facts.list_price_kind == "rrp":
        higher, words = facts.list_price, "List price {}"
    elif facts.list_price_kind == "was" and facts.checked_at:
        higher, words = facts.list_price, "Was {}, as the shop says"
    else:
        higher, words = facts.list_price, "Originally {}, as reported"
    if higher is None:
        return ""
    higher_text = money(higher, facts.currency)
    is_plausible = seen(text) < seen(higher_text) < 10 * seen(text)
    return words.format(higher_text) if is_plausible else ""


def gone(facts: Facts, at: datetime) -> str:
    if not says_something(facts, at) or not facts.availability or not facts.checked_at:
        return ""
    return GONE.get(facts.stock, "")


def when(facts: Facts) -> str:
    if facts.checked_at:
        local = timezone.localtime(facts.checked_at)
        day = f"{local.day} {local:%b %Y}"
        return f"as of {day}, {local:%H:%M %Z}" if facts.stamp == "moment" else f"checked {day}"
    if facts.reported_on:
        day = f"{facts.reported_on.day} {facts.reported_on:%B %Y}"
        return f"from the manuscript of {day}, not checked yet"
    return "not checked yet"


def link_words(facts: Facts, at: datetime) -> str:
    if facts.url in {"search", "front"}:
        return f"Search at {facts.shop}"
    if price(facts, at) or facts.show == "never":
        return f"View at {facts.shop}"
    return f"Check price at {facts.shop}"


def is_barred(facts: Facts, site: Site, *, is_recommended: bool) -> bool:
    """Whether no link to it may be paid."""
    markets = {facts.market, site.country}
    europe = markets & EUROPE or UNITED_KINGDOM in markets
    is_medicine = facts.regulatory_class == "otc" and is_recommended and europe
    return facts.pays and (facts.regulatory_class == "rx" or bool(is_medicine))


def terms(facts: Facts, at: datetime, site: Site, low: Decimal | None, host: str) -> str:
    """What “About this price” holds."""
    is_reported = "as reported" in strike(facts, at, site, low)
    return " ".join(
        filter(
            None,
            [
                "“As reported”: somebody told us of this earlier price; we didn’t see it ourselves."
                if is_reported
                else "",
                "“From the manuscript”: the price as our writer handed it in on that day. Nobody "
                "here has looked at the shop since."
                if facts.reported_on and not facts.checked_at
                else "",
                facts.disclaimer.format(site=host),
            ],
        )
    )


def no_link(facts: Facts, *, says: bool, has_links: bool) -> str:
    """What readers are told where no price and no address is known."""
    if says or facts.url or facts.show == "never" or facts.regulatory_class == "rx":
        return ""
    return "Check the price there." if has_links else ""


def line(
    facts: Facts,
    at: datetime,
    site: Site,
    *,
    low: Decimal | None = None,
    is_recommended: bool = False,
    has_links: bool = True,
) -> dict[str, str | bool]:
    """What a page says of the offer, as `read_lines` reads it."""
    text, missing = price(facts, at), gone(facts, at)
    variant = ", ".join(filter(None, [VARIANTS[facts.variant_kind], facts.variant]))
    says = bool(text or missing)
    told = ", ".join(filter(None, [variant, when(facts) if says else ""]))
    has_link = has_links and facts.url and not is_barred(facts, site, is_recommended=is_recommended)
    host = f"{facts.shop.lower()}.example" if facts.url else facts.shop
    return {
        "shop": facts.shop,
        "price": text,
        "strike": strike(facts, at, site, low),
        "gone": missing,
        "told": told[:1].upper() + told[1:] if variant else told,
        "terms": terms(facts, at, site, low, host) if says else "",
        "no link": no_link(facts, says=says, has_links=has_links),
        "link": link_words(facts, at) if has_link else "",
        "href": facts.address if has_link else "",
        "is_paid": bool(has_link and facts.pays),
    }


def in_order(offers: list[Facts], at: datetime, site: Site) -> list[Facts]:
    def place(facts: Facts):
        text = price(facts, at)
        currency = facts.currency if text else facts.shop_currency
        is_old = bool(text) and at - facts.begins > timedelta(days=30)
        return (
            (0, "") if currency == site.currency else (1, currency),
            0 if facts.market == site.country else 1,
            1 if gone(facts, at) else 0,
            list(VARIANTS).index(facts.variant_kind),
            0 if text else 1,
            1 if is_old else 0,
            1 if text and facts.price_kind != "exact" else 0,
            seen(text) if text else 0,
            facts.shop,
            ", ".join(filter(None, [VARIANTS[facts.variant_kind], facts.variant])),
            facts.offer,
        )

    return sorted(offers, key=place)


# What a page says


def _found(pattern: str, html: str) -> str:
    match = re.search(pattern, html, re.DOTALL)
    return " ".join(unescape(strip_tags(match[1])).split()) if match else ""


def read_lines(html: str) -> list[dict[str, str | bool]]:
    """What stands on a page of each of its offers, in the order of the page."""
    own = html.partition('aria-labelledby="alternatives"')[0]  # then come those of other products
    return [_read_line(part) for part in own.split('<div class="offer">')[1:]]


def _read_line(html: str) -> dict[str, str | bool]:
    html = re.split(r"</article>|</section>|</li>", html)[0]
    link = re.search(r'<a class="shop-link" href="([^"]*)"( rel="sponsored")?>([^<]*)', html)
    return {
        "shop": _found(r'class="retailer">(?:[aA]t|Sold at) (.*?)</span>', html),
        "price": _found(r'class="price">(.*?)</span>', html),
        "strike": _found(r'class="list-price">(.*?)</span>', html),
        "gone": _found(r'class="not-available">(.*?)</p>', html),
        "told": _found(r'class="checked">(?!Check the price)(.*?)</p>', html),
        "terms": _found(r"</summary>(.*?)</details>", html),
        "no link": _found(r'(?s)class="checked">(Check the price.*?)</p>', html),
        "link": link[3] if link else "",
        "href": unescape(link[1]) if link else "",
        "is_paid": bool(link and link[2]),
    }
