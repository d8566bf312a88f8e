"""The words in which a price is described: its kind, its list price, availability and source."""

from django.db.models import TextChoices

# The facts of a point that make a price another price; when it was checked is not among them.
PRICE_FACTS = (
    "price",
    "price_kind",
    "price_max",
    "list_price",
    "list_price_kind",
    "currency",
    "availability",
)
# Those that somebody can only have seen at the shop.
SEEN_FACTS = ("price", "price_kind", "price_max", "availability")


class PriceKind(TextChoices):
    EXACT = "exact", "exact"
    FROM = "from", "from (the lowest of several)"
    RANGE = "range", "from … to …"
    ABOUT = "about", "about"


class ListPriceKind(TextChoices):
    """
    What a struck-through price refers to (docs/rules.md 3.14): never called “was” when it is RRP.

    The lowest price of 30 days is computed from what was observed, and never typed.
    """

    WAS = "was", "an earlier price, as the shop says"
    REPORTED = "reported", "an earlier price, as somebody reports it"
    RRP = "rrp", "the manufacturer's list price (RRP)"


# What a struck-through price says it is: before and after the amount (docs/rules.md 3.11, 3.14).
STRIKE_WORDS = {
    ListPriceKind.RRP.value: ("List price", ""),
    ListPriceKind.REPORTED.value: ("Originally", ", as reported"),
    ListPriceKind.WAS.value: ("Was", ", as the shop says"),
}


class VariantKind(TextChoices):
    """What an offer sells of a product; the full size leads."""

    FULL = "full", "full size"
    TRAVEL = "travel", "travel size"
    SAMPLE = "sample", "sample"
    SET = "set", "set"


class Availability(TextChoices):
    """schema.org ItemAvailability."""

    BACK_ORDER = "BackOrder", "on back order"
    DISCONTINUED = "Discontinued", "discontinued"
    IN_STOCK = "InStock", "in stock"
    IN_STORE_ONLY = "InStoreOnly", "in store only"
    LIMITED = "LimitedAvailability", "limited availability"
    ONLINE_ONLY = "OnlineOnly", "online only"
    OUT_OF_STOCK = "OutOfStock", "out of stock"
    PRE_ORDER = "PreOrder", "available for preorder"
    PRE_SALE = "PreSale", "on presale"
    SOLD_OUT = "SoldOut", "sold out"


NOT_AVAILABLE = frozenset(
    [Availability.OUT_OF_STOCK, Availability.SOLD_OUT, Availability.DISCONTINUED]
)


class PriceSource(TextChoices):
    ADMIN = "admin", "typed in the admin"
    FILE = "file", "a price file"
    MANUSCRIPT = "manuscript", "a manuscript"
    FEED = "feed", "a retailer's feed"
    UNDO = "undo", "an undo"
