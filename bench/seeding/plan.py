"""What is to be written: the options of `seed_bench`, and the key of what comes of them."""

import hashlib
import inspect
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

from django.conf import settings
from django.db import connection

from articles import block_types
from articles.content import snapshot
from bench.content import PRODUCTS, QUESTIONS, RETAILERS, SEED, Content

from .articles import write_articles
from .catalog import Progress, write_catalog
from .prices import write_prices
from .worklist import write_worklist

MAX_PRODUCTS = 100_000  # unless somebody asks for more
MAX_ARTICLES = 10_000_000
_FIRST_DAY = date(2000, 1, 1)


class ImpossiblePlan(Exception):
    """Options that can't be followed; the message says which and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    articles: int
    products: int
    offers: int
    points: int
    questions: int
    worklist: bool
    seed: int
    day: date

    @classmethod
    def of(
        cls,
        *,
        articles: int = 1000,
        products: int | None = None,
        offers: int | None = None,
        points: int | None = None,
        questions: int | None = None,
        worklist: bool = False,
        seed: int = SEED,
        day: date | None = None,
    ) -> "Plan":
        """The plan with what was left open filled in: `ImpossiblePlan` says what can't be."""
        if products is None:
            products = min(articles * PRODUCTS, MAX_PRODUCTS)
            products = min(products, max(PRODUCTS, offers)) if offers else products
        offers = products if offers is None else offers
        plan = cls(
            articles=articles,
            products=products,
            offers=offers,
            points=offers if points is None else points,
            questions=max(QUESTIONS, min(articles, 100_000)) if questions is None else questions,
            worklist=worklist,
            seed=seed,
            day=day or datetime.now(UTC).date().replace(day=1),
        )
        for problem in plan._problems():
            raise ImpossiblePlan(problem)
        return plan

    def _problems(self) -> Iterator[str]:
        if not 1 <= self.articles <= MAX_ARTICLES:
            yield f"--articles must be from 1 to {MAX_ARTICLES}, not {self.articles}."
        if self.products < PRODUCTS:
            yield (
                f"--products must be {PRODUCTS} or more, as many as an article shows, "
                f"not {self.products}."
            )
        if self.offers < self.products:
            yield (
                f"--offers must be as many as there are products ({self.products}) or more, "
                f"not {self.offers}: every product is sold somewhere."
            )
        if self.offers > self.products * len(RETAILERS) * 10:
            yield f"--offers must be {self.products * len(RETAILERS) * 10} or less; add --products."
        if self.points < self.offers:
            yield (
                f"--points must be as many as there are offers ({self.offers}) or more, "
                f"not {self.points}: every offer has a price."
            )
        if self.questions < QUESTIONS:
            yield f"--questions must be {QUESTIONS} or more, not {self.questions}."
        if not _FIRST_DAY <= self.day <= datetime.now(UTC).date():
            yield f"--date must be from {_FIRST_DAY} to today, not {self.day}."

    def write(self, progress: Progress) -> None:
        """Write it all into the migrated database, in a transaction that the caller opens."""
        catalog = write_catalog(
            Content(self.seed),
            datetime.combine(self.day, time(), UTC),
            products=self.products,
            offers=self.offers,
            questions=self.questions,
            progress=progress,
        )
        write_prices(catalog, self.points, progress)
        write_articles(catalog, self.articles, progress)
        if self.worklist:
            write_worklist(catalog, progress)

    def key(self) -> str:
        """Stands for everything that decides what is written: the same key, the same rows."""
        digest = hashlib.sha256()
        options = json.dumps(asdict(self), default=str, sort_keys=True)
        digest.update(f"{connection.vendor} {options}".encode())
        for path in _sources():
            digest.update(f"{path.relative_to(settings.BASE_DIR)}\0".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()[:16]

    def __str__(self) -> str:
        return (
            f"{self.articles:,} articles, {self.products:,} products, {self.offers:,} offers, "
            f"{self.points:,} prices and {self.questions:,} questions"
        )


def _sources() -> list[Path]:
    """The files of the generator, of the migrations, and of what makes an edition's content."""
    own = Path(__file__).resolve().parent
    return sorted(
        {
            own.parent / "content.py",
            *own.glob("*.py"),
            *settings.BASE_DIR.glob("*/migrations/*.py"),
            *(Path(inspect.getfile(module)) for module in (block_types, snapshot)),
        }
    )
