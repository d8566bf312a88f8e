"""
The shape of the code in figures: lines, lengths, circles, arrows upwards, imports in functions.

    .venv/bin/python bench/shape.py [--json] [--root CHECKOUT]

Counted is Python outside tests and migrations. A circle is a group of modules that import each
other round about, function-level imports included.
"""

import argparse
import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path

import grimp

# Each package may import those before it.
LAYERS = (
    *(
        "core",
        "accounts",
        "backoffice",
        "pictures",
        "topics",
        "products",
        "people",
        "faq",
        "articles",
    ),
    *("manuscripts", "samples", "bench", "skinsite"),
)
ROOT = Path(__file__).resolve().parent.parent
MAX_FILE = 450
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Module:
    """One file: what it imports and how long its functions are."""

    path: str  # as from the checkout
    text: str = field(repr=False)

    @property
    def name(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def package(self) -> str:
        return self.name.partition(".")[0]

    @property
    def lines(self) -> int:
        return len(self.text.splitlines())

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    @cached_property
    def imports_in_functions(self) -> list[ast.stmt]:
        return [
            node
            for function in self.functions
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]


def modules_of(root: Path) -> dict[str, Module]:
    """Name → module, of all Python that git knows outside tests and migrations."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    found = {}
    for path in listed.stdout.splitlines():
        parts = Path(path).parts
        if parts[0] in {"tests", "docs"} or "migrations" in parts or not (root / path).exists():
            continue
        module = Module(path, (root / path).read_text(encoding="utf-8"))
        found[module.name] = module
    return found


def graph_of(modules: Iterable[str]) -> dict[str, set[str]]:
    """Which of these modules, all of packages, imports which other ones."""
    packages = sorted({name.partition(".")[0] for name in modules if "." in name})
    graph = grimp.build_graph(*packages, exclude_type_checking_imports=True, cache_dir=None)
    return {
        name: graph.find_modules_directly_imported_by(name) & {*modules}
        for name in modules
        if name in graph.modules
    }


def circles_of(edges: dict[str, set[str]]) -> list[list[str]]:
    """Groups of modules of which each can be reached from each other."""
    reach = {name: _reached(name, edges) for name in edges}
    left, circles = set(edges), []
    while left:
        name = min(left)
        circle = {other for other in reach[name] if name in reach[other]} | {name}
        left -= circle
        if len(circle) > 1:
            circles.append(sorted(circle))
    return circles


def _reached(name: str, edges: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    todo = [name]
    while todo:
        for other in edges.get(todo.pop(), ()):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


def arrows_upwards(edges: dict[str, set[str]]) -> list[str]:
    place = {package: number for number, package in enumerate(LAYERS)}
    return [
        f"{name} → {other}"
        for name, others in edges.items()
        for other in sorted(others)
        if place.get(name.partition(".")[0], 99) < place.get(other.partition(".")[0], -1)
    ]


def admin_classes(root: Path) -> list[str]:
    """Classes of ours that `ArticleAdmin` is made of, itself among them."""
    os.environ.setdefault("SECRET_KEY", "s" * 50)
    os.environ.setdefault("BASE_URL", "http://localhost:8000")
    os.environ["DJANGO_SETTINGS_MODULE"] = "skinsite.settings"
    import_module("django").setup()
    admin = import_module("articles.admin.article").ArticleAdmin
    folders = {path.name for path in root.iterdir() if path.is_dir()}
    return [
        f"{each.__module__}.{each.__name__}"
        for each in admin.__mro__
        if each.__module__.partition(".")[0] in folders
    ]


def figures_of(root: Path) -> dict:
    sys.path.insert(0, str(root))
    modules = modules_of(root)
    classes = admin_classes(root)
    return {
        **_lengths(modules),
        **_imports(modules),
        "classes of ArticleAdmin": len(classes),
        "ArticleAdmin": classes,
    }


def _lengths(modules: dict[str, Module]) -> dict:
    functions = [function for module in modules.values() for function in module.functions]
    lengths = sorted(each.end_lineno - each.lineno + 1 for each in functions)
    by_length = sorted(modules.values(), key=lambda module: -module.lines)
    long_files = {each.path: each.lines for each in by_length if each.lines > MAX_FILE}
    typed = sum(each.returns is not None for each in functions)
    return {
        "lines of Python": sum(module.lines for module in modules.values()),
        "lines of it in bench": sum(
            module.lines for module in modules.values() if module.package == "bench"
        ),
        "functions": len(lengths),
        "functions with a return type, %": round(100 * typed / len(functions), 1),
        "function length, p99": lengths[int(len(lengths) * 0.99)],
        "longest function": lengths[-1],
        "longest file": by_length[0].lines,
        f"files over {MAX_FILE} lines": len(long_files),
        "long files": long_files,
    }


def _imports(modules: dict[str, Module]) -> dict:
    edges = graph_of(modules)
    circles = circles_of(edges)
    upwards = arrows_upwards(edges)
    inside = {
        module.path: len(module.imports_in_functions)
        for module in modules.values()
        if module.imports_in_functions
        and "/admin/" not in module.path
        and module.package in LAYERS
        and module.package != "bench"
    }
    return {
        "import circles": len(circles),
        "modules in circles": sum(map(len, circles)),
        "circles": circles,
        "arrows upwards": len(upwards),
        "arrows": upwards,
        "imports in functions below admin": sum(inside.values()),
        "imports in functions": inside,
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="shape.py", description="The shape of the code.")
    parser.add_argument("--json", action="store_true", help="everything, for programs")
    parser.add_argument("--root", type=Path, default=ROOT)
    options = parser.parse_args()
    if not (options.root / "manage.py").exists():
        parser.error(f"--root must be a checkout, and there is no manage.py in {options.root}.")
    figures = figures_of(options.root.resolve())
    if options.json:
        print(json.dumps(figures, indent=1))
        return 0
    for name, value in figures.items():
        if not isinstance(value, list | dict):
            print(f"{name:36} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
