"""
Money: an amount never travels without its currency.

    Money(Decimal("2.90"), "USD") < Money(Decimal("1.000"), "KWD")    # raises MixedCurrencies

Whoever compares, sorts or adds prices does it with `Money`, in Python, and with a `Money` at the
right of a lookup in a query (`AmountField`): a price of one currency can't be taken for a smaller
price of another. What is stored follows ISO 4217 (products/currencies.py), what is shown follows
CLDR through Babel (docs/rules.md 3.46).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from babel.numbers import format_currency, get_currency_precision
from django.core.exceptions import FieldError
from django.db import models
from django.db.models import lookups
from django.db.models.expressions import Col

from core.constraints import capitals_constraint
from products.currencies import UNKNOWN_CURRENCY

_LOCALE = "en_US"


class MixedCurrencies(TypeError):
    """Amounts of two currencies were compared, sorted or added."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency. Two currencies are unequal; what else is asked of them raises."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return format_money(self.amount, self.currency)

    def __lt__(self, other: object) -> bool:
        return self._compare(other, Decimal.__lt__)

    def __le__(self, other: object) -> bool:
        return self._compare(other, Decimal.__le__)

    def __gt__(self, other: object) -> bool:
        return self._compare(other, Decimal.__gt__)

    def __ge__(self, other: object) -> bool:
        return self._compare(other, Decimal.__ge__)

    def __add__(self, other: object) -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        self._check_currency(other, "added to")
        return Money(self.amount + other.amount, self.currency)

    def __radd__(self, other: object) -> "Money":
        # `sum()` begins with the number 0.
        return self if isinstance(other, int) and other == 0 else NotImplemented

    def __sub__(self, other: object) -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        self._check_currency(other, "compared with")
        return Money(self.amount - other.amount, self.currency)

    def ratio_to(self, other: "Money") -> Decimal:
        """How many times the other amount this one is."""
        self._check_currency(other, "compared with")
        return self.amount / other.amount

    def _compare(self, other: object, test: Callable[[Decimal, Decimal], bool]) -> bool:
        if not isinstance(other, Money):
            return NotImplemented
        self._check_currency(other, "compared with")
        return test(self.amount, other.amount)

    def _check_currency(self, other: "Money", verb: str) -> None:
        if self.currency != other.currency:
            raise MixedCurrencies(
                f"{self.amount} {self.currency} can't be {verb} {other.amount} {other.currency}: "
                "keep to one currency."
            )


@lru_cache(maxsize=4096)
def format_money(amount: Decimal, currency: str) -> str:
    """`(Decimal("19.00"), "USD")` → `$19`; cents are shown where there are any: `$19.50`."""
    if amount == amount.to_integral_value():
        return format_currency(
            amount, currency, format="¤#,##0", locale=_LOCALE, currency_digits=False
        )
    return format_currency(amount, currency, locale=_LOCALE)


def shown_amount(money: Money) -> Decimal:
    """
    The number that readers see: CLDR shows some currencies with fewer decimals than they have.

    What is not shown decides nothing: neither an order nor which of two prices is higher.
    """
    if money.amount == money.amount.to_integral_value():
        return money.amount
    return money.amount.quantize(Decimal(1).scaleb(-get_currency_precision(money.currency)))


def currency_constraint(name: str) -> models.CheckConstraint:
    """The database's half of `currency`; products/currencies.py knows the codes."""
    return capitals_constraint("currency", 3, name=name, message=UNKNOWN_CURRENCY)


if TYPE_CHECKING:
    _Lookup = lookups.BuiltinLookup[Any]
else:
    _Lookup = object


class AmountField(models.DecimalField):
    """
    The amount of a price whose currency stands in the column `currency` of the same row.

    A query compares it with a `Money` (`current__price__lte=Money(…)`: at most that, in that
    currency), with nought, or with another amount of its row. A bare number is refused.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 4)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Sequence[Any], dict[str, Any]]:
        # In migrations it is the plain column that it is: they have no reason to know this class.
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


class _WithinCurrency(_Lookup):
    """Mixed into the lookups of an `AmountField`."""

    currency = ""

    def get_prep_lookup(self) -> Any:
        if isinstance(self.rhs, Money):
            self.currency = self.rhs.currency
            self._currency_column()
            return self.rhs.amount
        if self.rhs is None or hasattr(self.rhs, "resolve_expression") or self.rhs == 0:
            return super().get_prep_lookup()
        raise FieldError(
            f"{self.rhs!r} is no Money: a price is compared within one currency, "
            'as in price__lte=Money(Decimal("20"), "USD").'
        )

    @property
    def identity(self) -> tuple[Any, ...]:
        return (*super().identity, self.currency)

    __hash__ = lookups.Lookup.__hash__

    def _currency_column(self) -> Col:
        if not isinstance(self.lhs, Col):
            raise FieldError("Only a price column can be compared with Money.")
        model = self.lhs.target.model
        return Col(self.lhs.alias, cast("models.Field", model._meta.get_field("currency")))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        sql, params = super().as_sql(compiler, connection)
        if not self.currency:
            return sql, params
        column, column_params = compiler.compile(self._currency_column())
        return f"({sql} AND {column} = %s)", (*params, *column_params, self.currency)


for _lookup in (
    lookups.Exact,
    lookups.GreaterThan,
    lookups.GreaterThanOrEqual,
    lookups.LessThan,
    lookups.LessThanOrEqual,
):
    AmountField.register_lookup(type(f"Amount{_lookup.__name__}", (_WithinCurrency, _lookup), {}))
