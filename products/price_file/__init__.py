"""
Price files: CSV and XLSX of our own, out and in (docs/price-file.md), and the feeds of networks.

    write_prices(stream, offers, kind="csv")   # exactly COLUMNS
    file = read_prices(data)                   # a PriceFile, or UnreadablePriceFile in one sentence
    observations, refused = observe(file)      # what the lines say of which offers

`tables` makes rows of cells out of bytes, `columns` names them, `amounts` reads what a price looks
like, `lines` says what a line observes, `report` what became of it, and `writing` exports.
"""

from products.price_limits import MAX_BYTES

from .columns import COLUMNS, PriceFile, PriceLine, RefusedLine, read_prices
from .lines import observe
from .report import Report
from .tables import FORMATS, UnreadablePriceFile, guarded, unguarded
from .writing import write_prices

__all__ = [
    "COLUMNS",
    "FORMATS",
    "MAX_BYTES",
    "PriceFile",
    "PriceLine",
    "RefusedLine",
    "Report",
    "UnreadablePriceFile",
    "guarded",
    "observe",
    "read_prices",
    "unguarded",
    "write_prices",
]
