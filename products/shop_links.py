"""
Addresses at shops: which show a product and which only search for one, and affiliate tags in them.
"""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from products.shop_hosts import host_of

# Last part of a path that lists what was searched for.
_SEARCH_PATHS = frozenset(
    "buscar catalogsearch find finder recherche result results s search search-results "
    "searchpage searchresults shopping-search sr suche zoeken".split()
)
_SEARCH_KEYS = frozenset(
    "k keyword keywords kw ntt q query s search searchterm search_query st term text".split()
)
_NO_CONTENT_KEYS = re.compile(r"utm_\w+|gclid|fbclid|tag|ref_?|lang|country|currency|locale")
_LOCALE = re.compile(r"[a-z]{2}(?:[-_][a-z]{2})?", re.IGNORECASE)
_FRONT = frozenset(["home", "index", "index.html", "index.php", "home.html", "default.aspx"])

# Amazon's shops: market → domain and the ending of the tags that earn there (docs/rules.md 3.26).
_AMAZON = re.compile(r"(?:.+\.)?amazon\.(?:com?\.)?[a-z]{2,3}")
_AMAZON_KEYS = frozenset(
    "tag ascsubtag linkcode linkid camp creative creativeasin assoc_tag associatetag".split()
)
_AMAZON_TAG = re.compile(r".+-(\d\d)")
_SUFFIXES = {
    **dict.fromkeys("US CA MX BR".split(), "20"),
    **dict.fromkeys("JP AU SG".split(), "22"),
}
_EVERYWHERE_ELSE = "21"


def is_search_or_front(url: str) -> bool:
    """Whether the address leads to a shop's search, or its first page, and to no product."""
    parts = urlsplit(url)
    path = [part.lower() for part in parts.path.split("/") if part and not part.startswith("ref=")]
    keys = {key.lower() for key, _ in parse_qsl(parts.query, keep_blank_values=True)}
    while path and (_LOCALE.fullmatch(path[0]) and path[0] not in _SEARCH_PATHS):
        path = path[1:]
    if not path or (len(path) == 1 and path[0] in _FRONT):
        rest = {key for key in keys if not _NO_CONTENT_KEYS.fullmatch(key)}
        return not rest or bool(rest & _SEARCH_KEYS)
    last = path[-1].partition(".")[0]
    return last in _SEARCH_PATHS or (path[0] in _SEARCH_PATHS - {"s"} and bool(keys & _SEARCH_KEYS))


def is_amazon(host: str) -> bool:
    """Whether this is one of Amazon's shops: `amazon.com`, `www.amazon.co.uk`."""
    return bool(_AMAZON.fullmatch(host))


def affiliate_link(url: str, query: str) -> str:
    """The address with our affiliate tag, and without any other that we know."""
    parts = urlsplit(url)
    ours = parse_qsl(query)
    dropped = {key.lower() for key, _ in ours}
    if is_amazon(host_of(url)):
        dropped |= _AMAZON_KEYS
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    theirs = [pair for pair in pairs if pair[0].lower() not in dropped]
    if not ours and len(theirs) == len(pairs):
        return url
    return urlunsplit(parts._replace(query=urlencode([*theirs, *ours])))


def tag_problem(query: str, market: str) -> str:
    """Why this affiliate tag earns nothing at Amazon in this market; "" where it does."""
    tag = next((value for key, value in parse_qsl(query) if key.lower() == "tag"), "")
    ending = _AMAZON_TAG.fullmatch(tag)
    due = _SUFFIXES.get(market, _EVERYWHERE_ELSE)
    if not ending or ending[1] == due:
        return ""
    return (
        f"The affiliate tag “{tag}” is of another market: Amazon's tags for {market} end in "
        f"“-{due}”. Enter the tag that you have there, or correct the market."
    )
