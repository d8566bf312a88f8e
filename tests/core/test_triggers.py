"""The triggers of our migrations are there after all of them: SQLite drops them with its tables."""

import importlib
import pkgutil

import pytest
from django.db import connection

import articles.migrations
import backoffice.migrations
import faq.migrations
import pages.migrations
import people.migrations
import products.migrations
import reports.migrations
import search.migrations
import topics.migrations
from core.triggers import DropTrigger, Trigger


def guards_of_the_migrations():
    for package in (
        articles.migrations,
        backoffice.migrations,
        faq.migrations,
        pages.migrations,
        people.migrations,
        products.migrations,
        search.migrations,
        reports.migrations,
        topics.migrations,
    ):
        for module in pkgutil.iter_modules(package.__path__):
            migration = importlib.import_module(f"{package.__name__}.{module.name}").Migration
            yield from (each for each in migration.operations if isinstance(each, Trigger))


def names_that_hold():
    names = set()
    for trigger in guards_of_the_migrations():
        (names.discard if isinstance(trigger, DropTrigger) else names.add)(trigger.name)
    return names


@pytest.mark.django_db
def test_every_guard_stands():
    catalog = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }

    with connection.cursor() as cursor:
        cursor.execute(catalog[connection.vendor])
        standing = {name for (name,) in cursor.fetchall()}

    assert standing == names_that_hold()
    assert "pricepoint_is_never_changed" in standing
