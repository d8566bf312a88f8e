"""
Doubts about a product that was read: what an editor should look at before it is believed.

A shop that stands behind the price and was not read, an amount of its line that no offer holds, a
name that ends as no name does, a label for a brand. Each takes the sureness from the product.
"""

import re
from collections.abc import Container, Iterable, Iterator

from .gazetteer import Gazetteer
from .money import money_in, unstruck
from .page_currency import DOLLARS
from .people import Person
from .plan import PlanWarning, ReadProduct
from .shops import is_no_shop_of_it
from .vocabulary import NO_SHOP, PRODUCT_NOUNS

_LED = re.compile(
    r"(?:\b(?:at|on|via|through|bei|chez)|@)\s+(?!(?:the|an?|my|your|its|each)\s(?-i:[a-z]))"
    r"(?:the\s+)?([^\s,;)]+)",
    re.IGNORECASE,
)


def unread_shop(product: ReadProduct) -> Iterator[PlanWarning]:
    """A word that leads to a shop, behind the price of an offer for which none was read."""
    if all(offer.retailer or offer.url for offer in product.offers):
        return
    sums = money_in(product.line)
    told = _LED.search(product.line, sums[0].end) if sums else None
    if told and is_no_shop_of_it(product.line, *told.span(1)):
        return
    if told and told[1].lower().strip(".:") not in NO_SHOP and not money_in(told[1]):
        yield PlanWarning(
            "price.shop_unread",
            f"The shop of “{product.name}” was not read; the manuscript has “{told[0]}”: name it.",
            product.span,
        )


def unread_amount(product: ReadProduct, lines: Iterable[str]) -> Iterator[PlanWarning]:
    """An amount on the product's own lines that is in no offer of it, in the same currency."""
    kept = {
        (amount, offer.currency)
        for offer in product.offers
        for amount in (offer.price, offer.price_max, offer.list_price)
        if amount
    }
    currencies = {currency for _, currency in kept}
    for line, one in ((each, one) for each in lines for one in money_in(each)):
        # On a page of other dollars a bare "$" is one of its own.
        is_bare = line[one.start] == "$"
        signs = DOLLARS & currencies if is_bare else {one.currency} & currencies
        told = {amount for amount in (one.low, one.high) if amount}
        if (
            one.role != "none"
            and signs
            and not told <= {each for each, sign in kept if sign in signs}
        ):
            words = line[one.start : one.end]
            yield PlanWarning(
                "price.amount_unread",
                f"“{unstruck(words)}” stands on the line of “{product.name}” and is no price of "
                "it: check which counts.",
                product.span,
            )
            return


# A name that was cut at the wrong place ends in a word that leads to something.
_CUT = re.compile(
    r"(?:[:;(\[/&–—-]|\b(?:a|an|the|and|or|of|for|at|from|with|was|is|now|only|just|about|around"
    r"|nearly|almost|roughly|approximately|maybe|perhaps|probably|over|under|another|costs?"
    r"|between|entre|environ|zwischen|ca|which|that|to|by|on|in))\Z",
    re.IGNORECASE,
)
# What stands before a product on its card, and is nobody's brand.
_LABEL = re.compile(
    r"(?:(?:the )?(?:best|most|least|top|also|runner|editor|our|my|your|worth|budget|splurge|save"
    r"|upgrade|overall|winner|favou?rite|pick|try|new|now|half|was|price|cost|size|rating|score"
    r"|active|ingredients?|texture|scent|shade|pros|cons|verdict|good for|shop|buy|where|how|why"
    r"|what|step|day|night|morning|evening|protection|spf|key|note|tip|tested|for)\b"
    r"(?:[ ’'s-]|\Z)|\d)",
    re.IGNORECASE,
)


def odd_name(product: ReadProduct, trade: Gazetteer) -> Iterator[PlanWarning]:
    """A name that was cut in the middle, or a label that was taken for the brand."""
    name, brand = product.name.strip(), product.brand or ""
    is_cut = bool(_CUT.search(name)) or name.count("(") != name.count(")") or bool(money_in(name))
    is_label = bool(_LABEL.match(brand)) and brand not in trade.brands
    # "Sephora Canada, $30 to $64": a shop, and no product of its own.
    is_shop = brand in trade.retailers and brand not in trade.brands and " " not in name
    is_more = _GOES_ON_AS.search(name) or _is_sentence(product.line, name)
    if is_cut or is_label or is_shop or is_more or "://" in name:
        yield PlanWarning(
            "product.name_unclear",
            f"“{' '.join(filter(None, (brand, name)))}” may not be the whole name, or more than "
            "it: check brand and name.",
            product.span,
        )


# "Night Oil A rich oil": the next line flowed into the name.
_GOES_ON_AS = re.compile(r"\w (?:An?|Our|My|This|It|It[’']s|These|They) [a-z]")


def _is_sentence(line: str, name: str) -> bool:
    """ "Night Oil Thick and slow. Price: $28": a full stop behind a word that ends no name."""
    last = name.rsplit(" ", maxsplit=1)[-1]
    is_ended = f"{name}. " in line and last.isalpha() and last.islower()
    return is_ended and last not in PRODUCT_NOUNS


def odd_people(
    text: str, people: Iterable[Person], speakers: Container[str]
) -> Iterator[PlanWarning]:
    """
    Somebody without title or profession who may be a product, a house or an animal.

    `speakers` are those whose own words are quoted.
    """
    for person in people:
        if person.honorific or person.credentials or person.name.startswith(("@", "u/")):
            continue
        words = person.name.split()
        start, end = person.span
        is_silent = len(words) == 1 and not person.role and person.name not in speakers
        if is_silent or _GOES_ON.match(text, end) or words[-1].lower() in PRODUCT_NOUNS:
            yield PlanWarning(
                "person.unsure",
                f"“{person.name}” was read as a person: check that it is one.",
                (start, end),
            )


# "Rice Pure Clay Gel Cream": more capitals behind a name.
_GOES_ON = re.compile(r" [A-Z][a-z]+")
