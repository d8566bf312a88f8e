"""House rules that code can check: names of files and migrations, signals, templates."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.urls import URLPattern, get_resolver

ROOT = settings.BASE_DIR
# From bottom to top; that each imports only those below it is checked by import-linter.
PACKAGES = [
    "core",
    "accounts",
    "backoffice",
    "pages",
    "reports",
    "pictures",
    "topics",
    "products",
    "people",
    "faq",
    "articles",
    "search",
    "manuscripts",
]


# Folders of what no hand wrote here: installed, made by a program, or handed in as it is.
NOT_BY_HAND = {".git", ".venv", "var", "node_modules", "migrations", "data", "known", "kept-aside"}


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


def test_no_drawer_for_odds_and_ends():
    names = {"utils", "helpers", "services", "managers", "constants", "common", "misc"}

    found = [name for package in [*PACKAGES, "skinsite"] for name, _ in modules_of(package)]

    assert len(found) > 20
    assert [name for name in found if name.split(".")[-1] in names] == []


def test_no_file_written_by_hand_is_over_450_lines():
    """What a program wrote, or somebody handed in, may be longer: NOT_BY_HAND."""
    files = [
        path
        for kind in ("py", "css", "js", "html")
        for path in ROOT.rglob(f"*.{kind}")
        if not NOT_BY_HAND.intersection(path.relative_to(ROOT).parts)
    ]
    kinds = {path.suffix for path in files}
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}

    assert (len(files) > 500, kinds) == (True, {".py", ".css", ".js", ".html"})
    assert {str(path.relative_to(ROOT)): n for path, n in lines.items() if n > 450} == {}


@pytest.mark.parametrize("package", PACKAGES)
def test_migrations_are_named_after_what_they_do(package):
    files = [path.stem for path in (ROOT / package / "migrations").glob("0*.py")]

    assert files
    assert [name for name in files if "_auto_" in name] == []
    assert len([name for name in files if name.endswith("initial")]) <= 1


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
        for package in [*PACKAGES, "skinsite"]
        for name, path in modules_of(package)
        if "django.db.models.signals" in set(imports_of(path, package))
    ]

    assert wrong == []


def test_every_public_address_ends_in_a_slash_or_is_a_file():
    patterns = [
        str(pattern.pattern)
        for pattern in get_resolver().url_patterns
        if isinstance(pattern, URLPattern)
    ]

    files = {
        "robots.txt",
        "sitemap.xml",
        "sitemap-<slug:section>.xml",
        "healthz",
        "readyz",
        "look-<slug:colors>.css",
        "",
    }
    assert {name for name in patterns if not name.endswith("/")} <= files


def test_templates_have_no_inline_script_or_style():
    """A strict content security policy would block them (docs/rules.md 8.2)."""
    found = []
    for path in Path(ROOT / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if re.search(
            r"<style(?![^>]*nonce)|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)(?![^>]*nonce)",
            text,
        ):
            found.append(path.name)

    assert found == []


def test_every_exception_from_a_check_has_its_reason():
    bare = [
        f"{name}: {line.strip()}"
        for package in [*PACKAGES, "skinsite"]
        for name, path in modules_of(package)
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"# noqa(?!: [A-Z0-9, ]+ -- \w)", line)
    ]

    assert bare == []
