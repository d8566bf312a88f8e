"""How to empty a database that guards itself, where other processes find it; whom tests know."""

import os

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations  # .operations alone: a cycle
from django.test import SimpleTestCase

from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_person,
    make_product,
    make_question,
    make_quote,
    make_retailer,
    make_user,
    signed_in,
)


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marks
def pytest_collection_modifyitems(items):
    """Mark what asks no database `once`: the other database can't make it fail."""
    for item in items:
        if not asks_a_database(item):
            item.add_marker(pytest.mark.once)


def asks_a_database(item):
    return (
        item.get_closest_marker("django_db") is not None
        or not {"db", "transactional_db", "live_server"}.isdisjoint(item.fixturenames)
        or (item.cls is not None and issubclass(item.cls, SimpleTestCase))
    )


@pytest.fixture(autouse=True, scope="session")
def flush_lifts_the_guards():
    """
    Let the test runner empty tables between transactional tests.

    On SQLite Django empties a table by DELETE, which our guards refuse; on PostgreSQL it truncates.
    """
    flush = DatabaseOperations.sql_flush

    def sql_flush(self, style, tables, **options):
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            guards = cursor.fetchall()
        drop = [f"DROP TRIGGER {name}" for name, _ in guards]
        return [*drop, *flush(self, style, tables, **options), *(sql for _, sql in guards)]

    DatabaseOperations.sql_flush = sql_flush
    yield
    DatabaseOperations.sql_flush = flush


@pytest.fixture
def database_url():
    """The test's database as another process finds it; the test must not hold a transaction."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    server, _, options = os.environ["TEST_DATABASE_URL"].partition("?")
    return f"{server.rsplit('/', 1)[0]}/{name}" + (f"?{options}" if options else "")


@pytest.fixture(autouse=True)
def no_attempts_counted():
    """The throttle of the login counts in the cache: one test must not use up another's tries."""
    cache.clear()


@pytest.fixture
def anna():
    """Anna, who may do everything."""
    return make_user("anna", is_superuser=True, first_name="Anna", last_name="Lim")


@pytest.fixture
def desk(anna):
    """A browser in which Anna, who may do everything, has signed in."""
    return signed_in(anna)


@pytest.fixture
def live():
    """A live article, and whatever else becomes public by it."""
    writer = make_person("Wilma Writer", slug="live-writer")
    expert = make_person("Erin Expert", slug="live-expert", honorific="Dr.", credentials="MD")
    brand = make_brand("Open Brand")
    brand.slug = "live-brand"
    brand.save()
    product = make_product("Open Serum", slug="live-product", brand=brand, tags=["milia"])
    make_offer("19.00", product=product, retailer=make_retailer("Open Shop"))
    question = make_question("Is it open?", slug="live-question", tags=["milia"])
    article = make_article(
        "Open headline",
        slug="live-article",
        tags=["milia"],
        author=writer,
        products=[product],
        questions=[question],
        quotes=[make_quote("Words that may be read.", speaker=expert)],
    )
    return {
        "article": article,
        "product": product,
        "question": question,
        "expert": expert,
        "writer": writer,
    }
