"""
Shops in the words of a product line: known names, web addresses, and capitals where a shop stands.

"$19 on Amazon or Walmart", "£28, Cult Beauty", "luma.co.nz", "AT SEPHORA". What somebody says of a
product, "Budget, Hungarian, often gone", is no shop, nor is the next product's name.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from products.currencies import MINOR_UNITS
from products.shop_hosts import host_of, owner_of

from .gazetteer import Gazetteer
from .vocabulary import NO_SHOP, OFFER_WORDS, PRODUCT_NOUNS

_SHOP_BEFORE = re.compile(
    r"(?:@\s*|\b(?:at|on|from|via|through|von|chez|bei|or|and|buy it at)\s+(?:the\s+)?"
    r"|(?<=[0-9€£$] )in\s+|[,(/|;:–—·•-]\s*"
    r"|(?:(?<![\w.,])[0-9][0-9.,]*(?<![.,])|[€£)\]])\s+|\A\s*)$",
    re.IGNORECASE,
)
# "not sold at Sephora", "cheaper than at Target", "soon at Boots": not there, or not for that.
_NOT_THERE = re.compile(
    r"(?:\b(?:not(?! (?:just|only))|never|no longer|nowhere|except|excluding|unless|other than"
    r"|apart from|aside from|(?:every|any)where but|cheaper|dearer|pricier|less|more|than|soon"
    r"|coming|unavailable|discontinued|instead of|unlike|versus|sold out|out of stock"
    r"|same (?:price )?as|what (?:you|I|we|they)(?:[’'](?:d|ll))? (?:pay|paid|spend))|n[’']t)\b"
    r"[^.;:()\[\],|/$£€\d]{0,30}\Z",
    re.IGNORECASE,
)
_LEADING = re.compile(r"(?:AT|ON|FROM|VIA|AND|OR)\s")
_PREPOSITION = re.compile(r"\b(?:at|on|from|via|through|von|chez|bei)\s+$|@\s*$", re.IGNORECASE)
_CAPITALISED = re.compile(
    r"[A-Z0-9À-Ý][\w’'.&+-]*(?: (?:&|of|the|and (?=[A-Z]\w+ &)|[A-Z0-9À-Ý][\w’'.&+-]*)){0,4}"
)
_DOMAIN = re.compile(
    r"(?:https?://)?(?:www\.)?([a-z0-9][a-z0-9-]{0,60}(?:\.[a-z0-9-]{2,30})?\.(?:(?-i:"
    r"(?:com|co|net|org)\.(?:au|nz|uk|za|kr|jp|hk|sg|br|mx|in|id|il|tr)"
    r"|com|net|org|shop|store|beauty|skin|health|care|world|london|paris|life|boutique"
    r"|de|fr|co|us|ca|uk|es|it|se|no|dk|nl|ie|eu|fi|be|ch|at|pl|pt|cz|nz|au|jp|kr|sg|in|io)))"
    r"(?![\w-]|\.\w)(/[^\s,;)]*)?",
    re.IGNORECASE,
)
# Words of scripts that have no capitals, or others than ours: "京东商城", "متجر العناية".
_OTHER_SCRIPT = re.compile(r"[^\W\d_A-Za-zÀ-ɏ][\w’'.&+-]*(?: [^\W\d_A-Za-zÀ-ɏ][\w’'.&+-]*){0,3}")
_DOTTED = re.compile(r"\.[A-Za-z]")  # without one there is no domain: most lines have none
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+", re.IGNORECASE)
_BESIDE = re.compile(r"[\s:,(\[–—-]{0,4}(?:(?:at|see|shop)\s)?")  # between a shop and its address
_WORD_START = re.compile(r"(?<![\w’'.&-])[^\W_]")
_RUN_ENDS = re.compile(
    r"\s*(?:[),.;|/:–—-]|\Z|\b(?:or|and|for|in|now|with|was|online)\b|[$£€(0-9])"
)


@dataclass(frozen=True, slots=True)
class Shop:
    start: int
    end: int
    name: str
    url: str | None = None


def shops_in(tail: str, trade: Gazetteer) -> Iterator[Shop]:
    """
    The retailers of a tail: known names, web addresses, and capitals after "at", "on", "from" or
    a comma ("£28, Cult Beauty"). "Drugstores" and "here" are nobody. An address that was typed
    behind a shop is that shop's, wherever it leads; one by itself is a shop.
    """
    last: Shop | None = None
    taken = 0
    has_address, has_domain = "://" in tail, bool(_DOTTED.search(tail))
    for match in _WORD_START.finditer(tail):
        start = match.start()
        if start < taken:
            continue
        url = typed_address(tail, start) if has_address else ""
        if url and last and not last.url and _BESIDE.fullmatch(tail, last.end, start):
            taken = start + len(url)
            last = replace(last, end=taken, url=url)
            continue
        if shop := (
            _at_address(url, start, trade)
            if url
            else _shop_at(tail, start, trade, has_domain=has_domain)
        ):
            taken = shop.end
            if is_no_shop_of_it(tail, start, shop.end):
                continue
            if last:
                yield last
            last = shop
    if last:
        yield last


def typed_address(text: str, start: int) -> str:
    """The web address that begins here in plain words, without what ends the sentence; or ""."""
    found = _ADDRESS.match(text, start)
    url = found[0].rstrip(".,;:!?’'*") if found else ""
    while url.endswith((")", "]")) and url.count(")") + url.count("]") > url.count("(") + url.count(
        "["
    ):
        url = url[:-1].rstrip(".,;:!?’'*")
    return url


def _at_address(url: str, start: int, trade: Gazetteer) -> Shop:
    host = host_of(url)
    return Shop(start, start + len(url), owner_of(host, trade.domains) or host or url, url)


def is_no_shop_of_it(words: str, start: int, end: int) -> bool:
    """Whether the words around a shop say that it does not sell this, or not at this price."""
    return bool(_NOT_THERE.search(words, max(0, start - 48), start) or _REFUSES.match(words, end))


_REFUSES = re.compile(
    r"(?:,| \()?\s?(?:(?:does|do|did|wo|has|have|is|was|ca)n[’']?t|never|no longer|stopped"
    r"|ran out)\b"
)


def _shop_at(tail: str, start: int, trade: Gazetteer, *, has_domain: bool) -> Shop | None:
    before = tail[max(0, start - 16) : start]
    domain = _DOMAIN.match(tail, start) if has_domain else None
    if domain:
        return _at_domain(domain, trade)
    led = _SHOP_BEFORE.search(before)
    is_led = led or _after_shop(before) or before.endswith(" in ")
    if not is_led or _LEADING.match(tail, start):  # "$38 AT SEPHORA"
        return None
    end = trade.retailers.end_at(tail, start)
    if end > start:
        usual = trade.retailers.usual(tail[start:end])
        if tail[start].isupper() or not usual[0].isupper():
            land = _LAND.match(tail, end)
            return Shop(start, land.end() if land else end, usual + (land[0] if land else ""))
    return _strange_shop(tail, start, before, trade) if led else None


def _strange_shop(tail: str, start: int, before: str, trade: Gazetteer) -> Shop | None:
    """A shop that is not known, where one may stand."""
    if other := _OTHER_SCRIPT.match(tail, start):
        return Shop(start, other.end(), other[0].rstrip(".’'-"))
    run = _CAPITALISED.match(tail, start)
    if not run or _is_product(tail, run, trade):
        return None
    if run[0].startswith("The ") and trade.retailers.end_at(tail, start + 4) > start + 4:
        return None
    return _unknown_shop(tail, run, preposition=bool(_PREPOSITION.search(before)))


_LANDS = r" (?:UK|US|USA|Canada|Australia|Ireland|France|Germany|New Zealand|Singapore)"
_LAND = re.compile(rf"{_LANDS}(?!\w)")


def _after_shop(before: str) -> bool:
    return before.endswith(("& ", "+ "))


def _first_sentence(words: list[str]) -> list[str]:
    """Of "Krave Beauty. 6" the name: a longer word with a full stop ends it."""
    for at, word in enumerate(words):
        if word.endswith(".") and len(word) > 4:
            return [*words[:at], word[:-1]]
    return words


def _is_product(tail: str, run: re.Match, trade: Gazetteer) -> bool:
    """ "Mustela Balm ($75)": a known brand with a name or a price behind it, and no shop."""
    is_brand = trade.brands.end_at(tail, run.start()) > run.start()
    return is_brand and bool(_PRICED.match(tail, run.end()))


_PRICED = re.compile(r" \([^()]{0,12}\d")


_BEHIND_ARTICLE = frozenset(
    "airport chemist clinic counter end gym hotel market office salon spa time".split()
)


def _is_general(words: list[str], *, preposition: bool) -> bool:
    """Whether these are no shop's own name; in "at The Nook" the article belongs to it."""
    has_article = preposition and words[0] == "The" and len(words) > 1
    own = words[has_article].lower()
    return own in NO_SHOP or (has_article and own in _BEHIND_ARTICLE)


def _unknown_shop(tail: str, run: re.Match, *, preposition: bool) -> Shop | None:
    words = _first_sentence(run[0].rstrip(".’'-").split())
    while words and words[-1].lower() in ("of", "the", "&", "and"):
        words.pop()
    if not words or words[0][0].isdigit() or _is_general(words, preposition=preposition):
        return None
    if words[-1].isdigit():  # "Score 17"
        return None
    if words[0] in MINOR_UNITS or words[-1].lower() in PRODUCT_NOUNS:  # "CAD 4.79", "Luma Balm"
        return None
    end = run.start() + len(" ".join(words))
    if len(words) > 4 or not (preposition or _RUN_ENDS.match(tail, end)):
        return None
    if not preposition and len(words) == 1 and words[0].isupper() and len(words[0]) <= 3:
        return None
    if not preposition and not _is_explained(tail, end, len(words)):
        return None
    return Shop(run.start(), end, " ".join(words))


_SEGMENT = re.compile(r"[^|()\t\n;]{0,160}")
_SMALL_WORD = re.compile(r"(?<![\w’'.-])[a-zà-ÿ][\w’'-]*")


def _is_explained(tail: str, end: int, count: int) -> bool:
    """
    Whether the words behind capitals leave them a shop's: "Fernhill Store, most branches".

    Behind "Budget, Hungarian, frequently sold out" they are what somebody says of a product.
    """
    segment = _SEGMENT.match(tail, end)
    words = _SMALL_WORD.findall(segment[0]) if segment else []
    return sum(word not in OFFER_WORDS for word in words) < (2 if count > 1 else 1)


def _at_domain(domain: re.Match, trade: Gazetteer) -> Shop:
    host = domain[1].lower()
    named = trade.domains.get(host)
    name = _as_written(named, trade) if named else host
    url = domain[0] if domain[0].lower().startswith("http") else None
    return Shop(domain.start(), domain.end(), name, url)


def _as_written(named: str, trade: Gazetteer) -> str:
    """ "Costco" for "Costco.ca": whose the address is, and not of which country."""
    bare = _LAND_BEHIND.sub("", named)
    return trade.retailers.usual(bare) if bare != named and bare in trade.retailers else named


_LAND_BEHIND = re.compile(rf"{_LANDS}\Z")
