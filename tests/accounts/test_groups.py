"""The roles as groups: what migrations make of them, and what a site changed stays."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, migrations
from django.db.migrations.executor import MigrationExecutor

from accounts import roles
from articles.models import TableBlock

pytestmark = pytest.mark.django_db


def test_confirmations_and_lists_name_no_rows_the_role_may_not_see():
    """Deleting a row names what hangs on it: whoever may delete may see all of that."""
    leaks = [
        f"{role.name} deletes {model._meta.label} and is told of {other._meta.label}"
        for role in roles.ROLES
        for model in admin.site._registry
        if f"{model._meta.app_label}.delete_{model._meta.model_name}" in role.permissions()
        for other in {relation.related_model for relation in model._meta.related_objects}
        if other in admin.site._registry
        and f"{other._meta.app_label}.view_{other._meta.model_name}" not in role.permissions()
    ]

    assert leaks == []


@pytest.mark.parametrize("role", roles.ROLES, ids=lambda role: role.name)
def test_migrations_made_the_group_as_the_role_says(role):
    group = Group.objects.get(name=role.name)

    has = {f"{app}.{name}" for app, name in _names(group)}
    assert has == role.permissions()


@pytest.fixture
def migrate():
    """Run an operation as the last migration of `articles` would."""
    state = MigrationExecutor(connection).loader.project_state()

    def run(code):
        operation = migrations.RunPython(code, migrations.RunPython.noop)
        editor = connection.SchemaEditorClass(connection)
        operation.database_forwards("articles", editor, state, state)

    return run


def test_a_migration_gives_every_role_its_rights_to_a_new_model(migrate):
    ContentType.objects.get_for_model(TableBlock).delete()  # and with it every right to it
    ContentType.objects.clear_cache()

    migrate(roles.grant_permissions_to("articles.tableblock"))

    for role in roles.ROLES:
        has = {f"{app}.{name}" for app, name in _names(Group.objects.get(name=role.name))}
        assert has == role.permissions()


def test_a_migration_gives_back_nothing_that_a_site_took_away(migrate):
    writers = Group.objects.get(name="Writer")
    writers.permissions.remove(writers.permissions.get(codename="add_article"))
    writers.permissions.remove(writers.permissions.get(codename="add_tableblock"))
    Group.objects.get(name="Price admin").delete()

    migrate(roles.grant_permissions_to("articles.tableblock"))

    names = {name for _, name in _names(writers)}
    assert "add_tableblock" in names
    assert "add_article" not in names
    assert not Group.objects.filter(name="Price admin").exists()


def _names(group):
    return group.permissions.values_list("content_type__app_label", "codename")


def test_sync_gives_what_is_missing_and_leaves_what_a_site_added(capsys):
    writers = Group.objects.get(name="Writer")
    Group.objects.get(name="Editor").delete()
    has = set(writers.permissions.all())
    writers.permissions.remove(writers.permissions.get(codename="add_article"))
    added = Group.objects.get(name="Price admin").permissions.get(codename="add_pricebatch")
    writers.permissions.add(added)

    call_command("sync_roles", "--dry-run")
    planned = capsys.readouterr().out
    untouched = set(writers.permissions.all())
    call_command("sync_roles")
    synced = set(writers.permissions.all())
    call_command("sync_roles", "--take-away")

    assert "Writer, given: articles.add_article" in planned
    assert "Writer, kept, though not in the role: products.add_pricebatch" in planned
    assert "Editor, made: the group" in planned
    assert not has & {added}
    assert untouched != synced == has | {added}
    assert set(writers.permissions.all()) == has
    assert Group.objects.get(name="Editor").permissions.count() == len(roles.EDITOR.permissions())


def test_every_right_a_role_names_exists(capsys):
    call_command("sync_roles")

    assert capsys.readouterr().out == "The groups match the roles.\n"


def test_the_page_about_roles_says_what_the_roles_say(settings):
    page = (settings.BASE_DIR / "docs" / "roles.md").read_text(encoding="utf-8")

    assert roles.as_table() in page, "Run `manage.py sync_roles --table` and paste what it prints."
