"""House rules that code can check: arrows between rooms, names of files and migrations."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import URLPattern, get_resolver

ROOT = settings.BASE_DIR
# Each room may import the ones before it.
ROOMS = ["pictures", "products", "people", "faq", "articles", "manuscripts"]
# Modules of the frame that know no room, so that every room may use them.
FOUNDATIONS = {
    "skinsite.accounts",
    "skinsite.addresses",
    "skinsite.changes",
    "skinsite.clock",
    "skinsite.desk",
    "skinsite.form_rendering",
    "skinsite.guards",
    "skinsite.jobs",
    "skinsite.listing",
    "skinsite.models",
    "skinsite.navigation",
    "skinsite.provenance",
    "skinsite.publication",
    "skinsite.redaction",
    "skinsite.richtext",
    "skinsite.site",
    "skinsite.tagging",
    "skinsite.usage",
    "skinsite.used",
    "skinsite.waiting",
    "skinsite.wording",
}


def modules_of(package):
    for path in sorted((ROOT / package).rglob("*.py")):
        if "migrations" not in path.parts:
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            yield name.removesuffix(".__init__"), path


def imports_of(path, package):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield f"{package}." if node.level else node.module


@pytest.mark.parametrize("room", ROOMS)
def test_room_imports_only_rooms_below_it_and_the_foundations(room):
    above = set(ROOMS[ROOMS.index(room) + 1 :])

    wrong = [
        f"{name} imports {imported}"
        for name, path in modules_of(room)
        for imported in imports_of(path, room)
        if imported.split(".")[0] in above
        or (imported.startswith("skinsite.") and imported not in FOUNDATIONS)
    ]

    assert wrong == []


def test_foundations_know_no_room():
    wrong = [
        f"{name} imports {imported}"
        for name, path in modules_of("skinsite")
        if name in FOUNDATIONS
        for imported in imports_of(path, "skinsite")
        if imported.split(".")[0] in ROOMS
    ]

    assert wrong == []


def test_models_import_no_views_admin_or_templates():
    wrong = [
        f"{name} imports {imported}"
        for room in ROOMS
        for name, path in modules_of(room)
        if ".models" in name
        for imported in imports_of(path, room)
        if re.match(rf"({'|'.join(ROOMS)})\.(views|admin|urls|desk|page)\b", imported)
    ]

    assert wrong == []


def test_no_drawer_for_odds_and_ends():
    names = {"utils", "helpers", "services", "managers", "constants", "common", "misc"}

    found = [name for room in [*ROOMS, "skinsite"] for name, _ in modules_of(room)]

    assert len(found) > 20
    assert [name for name in found if name.split(".")[-1] in names] == []


@pytest.mark.parametrize("room", ROOMS)
def test_migrations_are_named_after_what_they_do(room):
    files = [path.stem for path in (ROOT / room / "migrations").glob("0*.py")]

    assert files
    assert [name for name in files if "_auto_" in name] == []
    assert len([name for name in files if name.endswith("initial")]) == 1


@pytest.mark.django_db
def test_models_and_migrations_agree():
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_every_picture_field_has_words_and_its_constraint():
    pictured = [
        model
        for model in apps.get_models()
        if any(field.name == "image_alt" for field in model._meta.fields)
        and not model.__name__.startswith("Historical")
    ]

    assert len(pictured) >= 4
    for model in pictured:
        names = {constraint.name for constraint in model._meta.constraints}
        assert f"{model._meta.model_name}_image_has_alt" in names


def test_signals_are_not_used():
    wrong = [
        name
        for room in [*ROOMS, "skinsite"]
        for name, path in modules_of(room)
        if "django.db.models.signals" in set(imports_of(path, room))
    ]

    assert wrong == []


def test_every_public_address_ends_in_a_slash_or_is_a_file():
    patterns = [
        str(pattern.pattern)
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLPattern)
    ]

    files = {"robots.txt", "sitemap.xml", "healthz", "media/<path:name>", ""}
    assert {name for name in patterns if not name.endswith("/")} <= files


def test_templates_have_no_inline_script_or_style():
    """A strict content security policy would block them (domain.md 8.2)."""
    found = []
    for path in Path(ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(
            r"<style(?![^>]*nonce)|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)(?![^>]*nonce)",
            text,
        ):
            found.append(path.name)

    assert found == []
