"""The test database, where other processes find it; which tests need none; whom tests know."""

import gc
import os
from math import inf

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import SimpleTestCase, TransactionTestCase

from pages import frame
from tests.databases import copies_of
from tests.factories import (
    make_article,
    make_brand,
    make_offer,
    make_page,
    make_person,
    make_product,
    make_question,
    make_quote,
    make_retailer,
    make_topic,
    make_user,
    signed_in,
)
from tests.once import is_settled


@pytest.hookimpl(tryfirst=True)  # before pytest chooses by marks
def pytest_collection_modifyitems(items):
    """Mark what asks a `database`, and what the other one can't make fail `once`."""
    for item in items:
        asks = asks_a_database(item)
        if asks:
            item.add_marker(pytest.mark.database)
        if not asks or is_settled(item.path, item.originalname):
            item.add_marker(pytest.mark.once)


def pytest_collection_finish():
    """What is imported by now stays: no collection of garbage looks through it again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def asks_a_database(item):
    return (
        item.get_closest_marker("django_db") is not None
        or not {"db", "transactional_db", "live_server"}.isdisjoint(item.fixturenames)
        or (item.cls is not None and issubclass(item.cls, SimpleTestCase))
    )


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """Copy the database that the migrations made, and put it back after a transactional test."""
    empties = TransactionTestCase._fixture_teardown
    with django_db_blocker.unblock():
        copies = copies_of(connection)
        copies.begin()
    TransactionTestCase._fixture_teardown = lambda case: copies.restore()
    yield
    TransactionTestCase._fixture_teardown = empties
    with django_db_blocker.unblock():
        copies.end()


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


@pytest.fixture(autouse=True)
def no_pages_published():
    """What every page's frame keeps for seconds: as it is where nobody has published any."""
    frame._kept = inf, {"menu": [], "footer": []}


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
    writer = make_person("Wilma Writer", slug="live-writer", bio="She writes.")
    expert = make_person(
        "Erin Expert", slug="live-expert", honorific="Dr.", credentials="MD", bio="She knows skin."
    )
    brand = make_brand("Open Brand", description="Made by the sea.")
    brand.slug = "live-brand"
    brand.save()
    product = make_product("Open Serum", slug="live-product", brand=brand, tags=["milia"])
    make_offer("19.00", product=product, retailer=make_retailer("Open Shop"))
    question = make_question(
        "Is it open?", slug="live-question", tags=["milia"], answer="<p>Yes. All day.</p>"
    )
    article = make_article(
        "Open headline",
        slug="live-article",
        tags=["milia"],
        author=writer,
        products=[product],
        questions=[question],
        quotes=[make_quote("Words that may be read.", speaker=expert)],
    )
    make_topic(
        "Open topic", slug="live-topic", tags=["milia"], introduction="<p>Where to begin.</p>"
    )
    make_page("Open page", slug="live-page")
    return {
        "article": article,
        "product": product,
        "question": question,
        "expert": expert,
        "writer": writer,
    }
