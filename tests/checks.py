"""What `python3 dev.py check` looks at, and what `python3 dev.py format` mends."""

import os
import secrets
import sys
from concurrent.futures import ThreadPoolExecutor

from dev import MANAGE, PYTHON, ROOT, attend, packages, say

# As on a public site: what --deploy warns of depends on it. No database is touched.
ENVIRONMENT = {
    "SECRET_KEY": secrets.token_urlsafe(50),
    "BASE_URL": "https://skin.example",
    "ALLOWED_HOSTS": "skin.example",
    "DATABASE_URL": "sqlite://:memory:",
    "DEBUG": "0",
}


def tool(line: str) -> list[str]:
    """The command of a program that lies beside Python in `.venv`."""
    name, *arguments = line.split()
    return [str(PYTHON.with_name(name)), *arguments]


def html_templates() -> list[str]:
    folders = [ROOT / "templates", *(package / "templates" for package in packages())]
    return sorted(str(path) for folder in folders for path in folder.rglob("*.html"))


def check() -> int:
    checks = {
        "types": tool("mypy"),  # by far the longest: it begins first
        "ruff check": tool("ruff check --quiet"),
        "ruff format": tool("ruff format --check --quiet"),
        "djade": [*tool("djade --target-version 5.2 --check"), *html_templates()],
        "templates": tool("pytest -q -p no:cacheprovider tests/test_templates.py"),
        "layers": tool("lint-imports"),
        "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
        "check --deploy": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    }
    if (ROOT / ".oxlintrc.json").exists():
        checks["oxlint"] = tool("oxlint --quiet static tests")
        checks["oxfmt"] = tool("oxfmt --check static")
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        good = dict(zip(checks, pool.map(passes, checks, checks.values()), strict=True))
    if failed := [name for name in checks if not good[name]]:
        say(f"\nFailed: {', '.join(failed)}. 'python3 dev.py format' mends what can be mended.")
        return 1
    say("All checks passed.")
    return 0


def mend() -> int:
    # Linters first: what they mend is to be formatted. Their status says that something is left;
    # djade's says that it changed something.
    left = [
        name
        for name, command in {
            "ruff check --fix": tool("ruff check --fix"),
            "oxlint --fix": tool("oxlint --fix --quiet static tests"),
            "ruff format": tool("ruff format"),
            "oxfmt": tool("oxfmt --write static"),
        }.items()
        if not passes(name, command)
    ]
    attend([*tool("djade --target-version 5.2"), *html_templates()])
    return 1 if left else 0


def passes(name: str, command: list[str]) -> bool:
    """Run one check, and show what it says where it fails."""
    status, output = attend(command, quiet=True, **ENVIRONMENT)
    say(f"{name}: failed\n{output.rstrip()}" if status else f"{name}: ok")
    return status == 0


if __name__ == "__main__":
    sys.exit(mend() if "--mend" in sys.argv else check())
