"""What the documents say about the code is true: rules that are cited, files that are named."""

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from itertools import takewhile
from pathlib import Path
from textwrap import dedent

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
DECISIONS = sorted((ROOT / "docs/decisions").glob("0*.md"))
TEXT = {".py", ".html", ".js", ".css", ".md", ".txt", ".toml", ".yml"}

pytestmark = pytest.mark.once


def project_files():
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        hidden = any(part.startswith(".") and part != ".github" for part in parts)
        if path.suffix in TEXT and not hidden and parts[0] not in {"var", "node_modules"}:
            yield path


def cited_rules(text):
    """The numbers that follow `docs/rules.md`: "4.13", "4.13, 4.15", "4.17–4.19" (all three)."""
    for citation in re.findall(r"docs/rules\.md((?:[\s#,]|and|\d+\.\d+(?:–\d+\.\d+)?)*)", text):
        for first, last in re.findall(r"(\d+\.\d+)(?:–(\d+\.\d+))?", citation):
            chapter, number = first.split(".")
            for each in range(int(number), int((last or first).split(".")[1]) + 1):
                yield f"{chapter}.{each}"


def stated_rules():
    return re.findall(r"^- \*\*(\d+\.\d+)\*\* ", (ROOT / "docs/rules.md").read_text(), re.MULTILINE)


def test_citations_are_read_with_lists_and_ranges():
    text = "(docs/rules.md 3.1, 3.2) docs/rules.md 4.17–4.19 and\n # docs/rules.md\n  8.7; 9.9"

    assert list(cited_rules(text)) == ["3.1", "3.2", "4.17", "4.18", "4.19", "8.7"]


def test_every_rule_that_is_cited_is_stated():
    stated = set(stated_rules())

    missing = [
        f"{path.relative_to(ROOT)} cites {number}"
        for path in project_files()
        for number in cited_rules(path.read_text(encoding="utf-8"))
        if number not in stated
    ]

    assert len(stated) > 70
    assert missing == []


def test_rules_are_cited_in_one_way():
    """So that a search for “docs/rules.md 4.13” finds every place that relies on it."""
    other = re.compile(r"\b(?:domain|stack|design|house|style)\.md\b|\b(?:domain|rules?) \d+\.\d")

    found = [
        f"{path.relative_to(ROOT)}: {hit}"
        for path in project_files()
        if path.name not in {"test_docs.py", "rules.md"}
        for hit in other.findall(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_rules_are_stated_once_and_in_order():
    numbers = [tuple(map(int, number.split("."))) for number in stated_rules()]

    assert numbers == sorted(set(numbers))


def test_every_rule_says_where_it_comes_from():
    """Chapters 7 and 9 say so in their first sentences, for all of their rules."""
    source = re.compile(
        r"https?://|\b(Google:|WCAG|ASVS|OWASP|CFR|CJEU|CVE-|AP style|As \d|FTC|GS1|Wagtail|"
        r"Chicago)|\*\((ours|measured|secondary)|Policies"
    )
    text = (ROOT / "docs/rules.md").read_text()
    rules = re.split(r"^- \*\*(?=\d+\.\d+\*\*)", text, flags=re.MULTILINE)[1:]

    silent = [
        rule.split("**")[0]
        for rule in rules
        if rule[0] not in "79"
        and not source.search("\n".join(takewhile(lambda line: line != "", rule.split("\n"))))
    ]

    assert silent == []


# Files and names that documents speak of

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/architecture.md"]
DOCUMENTS += ["docs/glossary.md", "docs/editors-guide.md", "docs/decisions/README.md"]
DOCUMENTS += ["docs/security.md", "docs/prices.md"]
# Older decisions keep the names of their day.
DOCUMENTS += [f"docs/decisions/{path.name}" for path in DECISIONS if path.name >= "0016"]
MADE_LATER = (".venv", ".env", "var/")  # what dev.py makes


def named_paths(text):
    """What stands in backticks and looks like a file or folder of ours, and what links lead to."""
    for quoted in re.findall(r"`([^`\s]+)`", text):
        is_path = re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", quoted) and (
            "/" in quoted or quoted.endswith((".py", ".md", ".toml", ".yml", ".txt"))
        )
        if is_path and not quoted.startswith(MADE_LATER):
            yield quoted
    for target in re.findall(r"\]\(([^)#]+)", text):
        if "://" not in target:
            yield target


def exists(path, document):
    """From the root, from the document, or by its end where a package's name went before."""
    return (
        (ROOT / path).exists()
        or (ROOT / document).parent.joinpath(path).exists()
        or any(ROOT.glob(f"[!.]*/{path}"))
    )


def test_paths_in_documents_are_recognized():
    text = "`core/tags.py`, `docs/`, `.venv/bin/pip`, `/admin/`, `a.b()` and [more](guide/x.webp#y)"

    assert list(named_paths(text)) == ["core/tags.py", "docs/", "guide/x.webp"]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_files_that_a_document_names_are_there(document):
    text = (ROOT / document).read_text(encoding="utf-8")

    named = list(named_paths(text))

    assert [path for path in named if not exists(path, document)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_tests_that_a_document_names_are_there(document):
    text = (ROOT / document).read_text(encoding="utf-8")
    named = set(re.findall(r"\b(tests/[\w/]+\.py)::(\w+)", text))

    lost = [
        f"{path}::{name}"
        for path, name in sorted(named)
        if not (ROOT / path).is_file()
        or not re.search(rf"^ *def {name}\(", (ROOT / path).read_text("utf-8"), re.MULTILINE)
    ]

    assert lost == []
    assert len(named) > 80 or document != "docs/security.md"


def glossary():
    """(word, path, names in it) of each line of the glossary's tables."""
    for line in (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and "`" in cells[2]:
            path, *names = re.findall(r"`([^`]+)`", cells[2])
            yield cells[0], path, names


def test_the_glossary_knows_where_things_live():
    words = list(glossary())

    lost = [
        f"{word}: there is no {name} in {path}"
        for word, path, names in words
        for name in names
        if not re.search(
            rf"^ *(class|def)? ?{name}\b", (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE
        )
    ]

    assert len(words) > 80
    assert lost == []


def test_the_glossary_is_in_order_and_says_each_thing_once():
    text = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    tables = [
        [line.split("|")[1].strip().lower() for line in table.splitlines()[2:]]
        for table in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE)
    ]

    assert [words for words in tables if words != sorted(words)] == []
    assert len({word for words in tables for word in words}) == sum(map(len, tables))


# Decisions


@pytest.mark.parametrize("path", DECISIONS, ids=[path.stem[:4] for path in DECISIONS])
def test_a_decision_is_listed_and_says_what_superseded_it(path):
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    [line] = [
        line for line in listed.splitlines() if line.startswith("| [") and f"({path.name})" in line
    ]

    text = path.read_text(encoding="utf-8")

    assert ("superseded by" in line) == ("\n*Superseded by [" in text)
    assert len(text.splitlines()) <= 32


def test_the_first_change_of_contributing_fails_and_is_mended_as_it_says(tmp_path):
    """The test that a newcomer writes down, without and with the line that they add."""
    guide = (ROOT / "CONTRIBUTING.md").read_text()
    found = re.findall(r"(?:^    .*\n|^\n(?=    ))+", guide, re.MULTILINE)
    blocks = [dedent(one) for one in found]
    test = next(one for one in blocks if "def test_" in one)
    added = next(one.strip() for one in blocks if one.strip().startswith("concur "))
    after = re.search(r"below `(agree [\w ]+)`", guide)[1]
    shutil.copytree(ROOT / "manuscripts", tmp_path / "manuscripts")
    name = re.search(r"def (\w+)", test)[1]
    script = tmp_path / "first_change.py"
    module = "tests.manuscripts.test_phrasings_quotes"
    script.write_text(f"from {module} import *\n{test}\n{name}()")
    verbs = tmp_path / "manuscripts/reading/data/verbs.en.txt"
    known = verbs.read_text()

    before = stderr_of(script)
    verbs.write_text(known.replace(f"\n{after}\n", f"\n{after}\n{added}\n"))

    assert "    assert codes(plan) == set()\n" in before
    assert before.endswith("\nAssertionError\n")
    assert stderr_of(script) == ""


def stderr_of(script):
    """What a script says that imports the packages beside it before ours."""
    environ = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, script], env=environ, capture_output=True, text=True, check=False
    )
    return done.stderr


def test_the_reader_s_guide_names_each_of_its_modules():
    reading = ROOT / "manuscripts/reading"
    named = re.findall(r"`([\w*]+)`", (reading / "README.md").read_text())
    modules = {path.stem for path in reading.glob("*.py")} - {"__init__"}

    assert [one for one in sorted(modules) if not any(fnmatch(one, name) for name in named)] == []
