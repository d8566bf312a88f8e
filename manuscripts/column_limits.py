"""
Which columns the words of a plan end up in, and what happens to words that don't fit.

Nothing is cut silently: an editor sees a doubt with the whole text during the review, and an import
that meets such words anyway shortens them visibly (“…”) and says in a note what they were.
"""

from dataclasses import dataclass

from django.db.models import Model

from articles.models import Article, ProductPick, Quote
from faq.models import Question
from manuscripts.models import Proposal
from people.models import Person
from products.models import Brand, Offer, Product, Retailer

Kind = Proposal.Kind


@dataclass(frozen=True, slots=True)
class Column:
    """
    Where one part of a plan is kept; `label` is what an editor calls it.

    `ending` is what its words must end in however short they are.
    """

    model: type[Model]
    name: str
    label: str
    ending: str = ""

    @property
    def max_length(self) -> int:
        """How many characters it holds."""
        limit: int | None = getattr(self.model._meta.get_field(self.name), "max_length", None)
        return limit or 0

    def problem(self, text: str | None) -> str:
        """What is wrong with words that are too long for it; "" where they fit."""
        length = len(text or "")
        if length <= self.max_length:
            return ""
        return (
            f"The {self.label} has {length:,} characters, and only {self.max_length:,} fit: "
            "shorten it."
        )

    def fitted(self, text: str | None) -> str:
        """The words as they fit into it; what was shortened ends in “…”."""
        text = text or ""
        if len(text) <= self.max_length:
            return text
        return shortened(text, self.max_length - len(self.ending)) + self.ending


COLUMNS = {
    (Kind.ARTICLE, "title"): Column(Article, "title", "title"),
    (Kind.ARTICLE, "dek"): Column(Article, "dek", "dek"),
    (Kind.EXPERT, "name"): Column(Person, "name", "name"),
    (Kind.EXPERT, "honorific"): Column(Person, "honorific", "honorific"),
    (Kind.EXPERT, "credentials"): Column(Person, "credentials", "list of credentials"),
    (Kind.EXPERT, "role"): Column(Person, "job_title", "role"),
    (Kind.EXPERT, "organization"): Column(Person, "organization", "organization"),
    (Kind.QUOTE, "second_hand"): Column(Quote, "outlet", "name of the publication"),
    (Kind.PRODUCT, "brand"): Column(Brand, "name", "brand"),
    (Kind.PRODUCT, "name"): Column(Product, "name", "name"),
    (Kind.PRODUCT, "size"): Column(Product, "size", "size"),
    (Kind.PRODUCT, "best_for"): Column(ProductPick, "best_for", "“best for”"),
    (Kind.PRODUCT, "retailer"): Column(Retailer, "name", "retailer’s name"),
    (Kind.FAQ, "question"): Column(Question, "question", "question", ending="?"),
}

# An address is never shortened: one that doesn't fit is left out, in full in a note.
ADDRESS = Column(Offer, "url", "address")


def problems_of(kind: str, content: dict[str, object]) -> list[str]:
    """What of a proposal's content (a row of a plan) does not fit into its columns."""
    rows = [content, *_offers(content)]
    found = (
        column.problem(row.get(key) if isinstance(row.get(key), str) else "")  # type: ignore[arg-type]
        for row in rows
        for (of, key), column in COLUMNS.items()
        if of == kind
    )
    addresses = (ADDRESS.problem(str(offer.get("url") or "")) for offer in _offers(content))
    return list(dict.fromkeys(filter(None, (*found, *addresses))))


def _offers(content: dict[str, object]) -> list[dict[str, object]]:
    offers = content.get("offers")
    return list(offers) if isinstance(offers, list | tuple) else []


def shortened(text: str, limit: int) -> str:
    """The text, or as many whole words of it as fit with a “…” behind them."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return f"{head.rsplit(' ', 1)[0] if ' ' in head[limit // 2 :] else head}…"
