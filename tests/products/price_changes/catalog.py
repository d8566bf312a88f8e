"""An invented shop's prices over a year, and what a case says of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Row:
    """One line: what is known of an offer, oldest first (None: a step without), and what comes."""

    past: tuple[Decimal | None, ...]
    price: Decimal | None
    list_before: Decimal | None = None
    list_price: Decimal | None = None
    currency_before: str = "USD"
    currency: str = "USD"
    availability: str = ""
    is_wrong: bool = False
    shop: int = 1

    @property
    def before(self) -> Decimal | None:
        return self.past[-1] if self.past else None

    def to(self, price: Decimal | None, **facts: object) -> "Row":
        """The same line with another price: a right one."""
        return replace(self, price=price, **facts)

    def wrong(self, price: Decimal | None, **facts: object) -> "Row":
        """The same line with a price that is wrong, unless it is the very one on file."""
        facts.setdefault("is_wrong", price != self.before)
        return replace(self, price=price, **facts)


@dataclass(frozen=True)
class Case:
    """A change: good where no row of it is wrong."""

    name: str
    rows: list[Row] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        return not any(row.is_wrong for row in self.rows)


Recipe = Callable[["Shop"], list[Row]]


class Shop:
    """Makes offers as a shop for skin care has them: from a balm at $4 to a device at $399."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 -- the same cases every time

    def round(self, amount: Decimal) -> Decimal:
        """A price as shops write them."""
        ending = self.random.choice(["0.99", "0.00", "0.00", "0.50", "0.95"])
        return max(Decimal("1.49"), Decimal(int(amount)) + Decimal(ending))

    def times(self, amount: Decimal, low: float, high: float) -> Decimal:
        """The amount times a factor in between, as shops write it."""
        return self.round(amount * Decimal(self.random.uniform(low, high)))

    def regular(self, low: float = 4, high: float = 399) -> Decimal:
        spread = self.random.betavariate(1.6, 3)
        return self.round(Decimal(low * (high / low) ** spread))

    def offer(self, low: float = 4, high: float = 399, looks: int | None = None) -> Row:
        """An offer with its history; nothing changes yet."""
        regular = self.regular(low, high)
        swing = self.random.choice([0, 0, 0.05, 0.15])
        past = []
        for _ in range(self.random.randint(1, 12) if looks is None else looks):
            if self.random.random() < 0.06:
                regular = self.times(regular, 1.02, 1.1)
            on_sale = self.random.random() < 0.15
            cut = self.random.uniform(0.7, 0.9) if on_sale else self.random.uniform(1 - swing, 1)
            past.append(self.round(regular * Decimal(cut)) if cut < 1 else regular)
        list_price = None
        if self.random.random() < 0.3:
            list_price = self.times(max([regular, *past]), 1.1, 1.5)
        return Row(tuple(past), past[-1] if past else None, list_price, list_price)

    def offers(self, count: int, **limits: float) -> list[Row]:
        return [self.offer(**limits) for _ in range(count)]

    def some(self, rows: list[Row], share: float, change: Callable[[Row], Row]) -> list[Row]:
        """The rows, a share of them changed; at least one is."""
        number = max(1, round(len(rows) * share))
        chosen = set(self.random.sample(range(len(rows)), number))
        return [change(row) if at in chosen else row for at, row in enumerate(rows)]


def cases(recipes: dict[Recipe, int], seed: int) -> list[Case]:
    """So many cases of each recipe, all made from the seed."""
    shop = Shop(seed)
    return [
        Case(recipe.__name__, recipe(shop))
        for recipe, count in recipes.items()
        for _ in range(count)
    ]
