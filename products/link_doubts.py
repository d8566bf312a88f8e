"""
Links in rich text that say one name and lead to another's host.

    for doubt in link_doubts([block.html, answer]):
        doubt.sentence, doubt.is_shop

Texts know nothing of shops, so what keeps them asks here: imports, the admin's forms, publishing.
A shop's name leads to one of that shop's hosts; a brand's to the brand's own, or to a shop on file.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from products.brand_names import normalize_brand_name
from products.models import Brand, Retailer, RetailerDomain
from products.shop_hosts import check_address, host_of, owner_of

# "Buy it on Amazon", "at Ulta": what stands before the name in the words of a link.
_LEADING = re.compile(
    r"(?:(?:buy|shop|get|find|order|available|see|view|check|price)\s+)*(?:(?:it|now|yours)\s+)?"
    r"(?:(?:at|on|from|via)\s+)?(?:the\s+)?",
    re.IGNORECASE,
)
_AROUND = ' .,:;!?…→»›()[]“”"'
_HOST = re.compile(r"(?:https?://)?((?:[\w-]+\.)+[^\W\d_]{2,})(?:[/?#]\S*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkDoubt:
    """What is to be looked at; a shop's name over a foreign host is in the way of publishing."""

    sentence: str
    is_shop: bool


@dataclass(frozen=True, slots=True)
class KnownNames:
    """Whose name is whose: owners are compared, and named in sentences by `str`."""

    shops: Mapping[str, object] = field(default_factory=dict)  # by their normalized names
    brands: Mapping[str, object] = field(default_factory=dict)
    hosts: Mapping[str, object] = field(default_factory=dict)  # registered domain → its shop
    brand_hosts: Mapping[str, object] = field(default_factory=dict)

    def doubt(self, words: str, url: str) -> LinkDoubt | None:
        """About one link, or None."""
        name = _LEADING.sub("", words, count=1).strip(_AROUND)
        if shop := self._shop(name):
            check = check_address(url, shop, self.hosts)
            if check.belongs:
                return None
            sentence = f"The link “{words}” leads to {url}. {check.finding(shop)}"
            return LinkDoubt(sentence, is_shop=True)
        brand = self.brands.get(normalize_brand_name(name)) if _is_name(name) else None
        if brand is None or self._sells(brand, url):
            return None
        host = host_of(url) or "no host that can be read"
        return LinkDoubt(
            f"The link “{words}” leads to {url}. As far as is on file, {host} is neither {brand}’s "
            "own nor a shop’s.",
            is_shop=False,
        )

    def _shop(self, name: str) -> object | None:
        """The shop that the words name: by its name with its capital, or by a host of its own."""
        if told := _HOST.fullmatch(name):
            return owner_of(host_of(f"https://{told[1]}/"), self.hosts)
        return self.shops.get(normalize_brand_name(name)) if _is_name(name) else None

    def _sells(self, brand: object, url: str) -> bool:
        """Whether the brand may be looked up there: at its own host, or at a shop on file."""
        host = host_of(url)
        return bool(owner_of(host, self.hosts)) or owner_of(host, self.brand_hosts) == brand


def names_on_file() -> KnownNames:
    """The retailers and brands on file. Three queries."""
    brands = list(Brand.objects.all())
    return KnownNames(
        shops=_by_name(Retailer.objects.all()),
        brands=_by_name(brands),
        hosts=RetailerDomain.objects.owners(),
        brand_hosts={host: brand for brand in brands if (host := host_of(brand.website))},
    )


def link_doubts(
    texts: Iterable[str], names: Callable[[], KnownNames] = names_on_file
) -> list[LinkDoubt]:
    """The doubts about links of rich texts, each once; asks no `names` where nothing leads out."""
    links = [link for html in texts if "href" in html for link in _links_in(html)]
    if not links:
        return []
    known = names()
    found = (known.doubt(words, url) for words, url in links)
    return list(dict.fromkeys(filter(None, found)))


def _links_in(html: str) -> list[tuple[str, str]]:
    parser = _Links()
    parser.feed(html)
    parser.close()
    return [(" ".join(words.split()), url) for words, url in parser.found]


class _Links(HTMLParser):
    """The links that lead out, with their words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._url = ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._url, self._words = dict(attrs).get("href") or "", []

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._url.lower().startswith(("http:", "https:")):
            self.found.append(("".join(self._words), self._url))


def _by_name(rows: Iterable[Brand | Retailer]) -> dict[str, object]:
    return {normalize_brand_name(name): row for row in rows for name in row.names}


def _is_name(words: str) -> bool:
    """Whether it begins as a name does: “boots” are no shop."""
    return bool(words) and words[0].upper() == words[0]
