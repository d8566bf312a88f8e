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


class PriceKind(TextChoices):
    EXACT = "exact", "exact"
    FROM = "from", "from (the lowest of several)"
    RANGE = "range", "from … to …"
    ABOUT = "about", "about"


class ListPriceKind(TextChoices):
    """
    What a struck-through price refers to (docs/rules.md 3.14): never called “was” when it is RRP.
    """

    PREVIOUS = "previous", "the earlier price, as the retailer reports it"
    RRP = "rrp", "the manufacturer's list price (RRP)"
    LOWEST_30_DAYS = "lowest_30d", "the lowest price in the 30 days before"


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
