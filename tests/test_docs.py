"""What the documents say about the code is true: rules that are cited, files that are named."""

import re
from itertools import takewhile
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
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


# Decisions

DECISIONS = sorted((ROOT / "docs/decisions").glob("0*.md"))


@pytest.mark.parametrize("path", DECISIONS, ids=[path.stem[:4] for path in DECISIONS])
def test_a_decision_is_listed_and_says_what_superseded_it(path):
    listed = (ROOT / "docs/decisions/README.md").read_text(encoding="utf-8")
    [line] = [
        line for line in listed.splitlines() if line.startswith("| [") and f"({path.name})" in line
    ]

    text = path.read_text(encoding="utf-8")

    assert ("superseded by" in line) == ("\n*Superseded by [" in text)
    assert len(text.splitlines()) <= 32
