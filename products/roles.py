"""What each role may do with products, retailers and prices."""

from accounts.roles import (
    ALL,
    EDITOR,
    MEDICAL_REVIEWER,
    PRICE_ADMIN,
    VIEW,
    WRITE,
    WRITER,
    grant,
)

grant(
    WRITER,
    {
        "products.product": WRITE,
        "products.brand": "view add",
        "products.retailer": VIEW,
        "products.offer": VIEW,
    },
    {
        "products.product": "Not once readers see it, or will as planned.",
        "products.offer": "Sees prices, sets none.",
    },
)
grant(
    EDITOR,
    {
        "products.product": f"{ALL} release_product",
        "products.brand": ALL,
        "products.retailer": f"{VIEW} release_retailer",
        "products.offer": VIEW,
        "products.pricebatch": VIEW,
    },
    {
        "products.retailer": "Releases what imports bring, with its hosts; changes nothing else.",
        "products.offer": "Prices are a separate job; somebody who does both has both roles.",
    },
)
grant(
    MEDICAL_REVIEWER,
    {
        "products.product": VIEW,
        "products.brand": VIEW,
        "products.retailer": VIEW,
        "products.offer": VIEW,
        "products.pricebatch": VIEW,
    },
)
grant(
    PRICE_ADMIN,
    {
        "products.product": VIEW,
        "products.brand": VIEW,
        "products.retailer": f"{ALL} release_retailer",
        "products.retailerdomain": ALL,
        "products.offer": WRITE,
        "products.pricebatch": "view add",
        "products.pricepoint": VIEW,
        "products.pricechange": VIEW,
    },
    {
        "products.offer": "Can't delete: offers are withdrawn, and their prices stay on record.",
        "products.pricebatch": "“Add” is the right to set prices, by field or file, to undo a "
        "batch, and to let held prices through. A batch itself is never edited.",
    },
)
