"""The figures of the code's shape, on small code of which the answer is known."""

import pytest

from bench.shape import ROOT as CHECKOUT
from bench.shape import Module, arrows_upwards, circles_of, graph_of, modules_of

pytestmark = pytest.mark.once


def code(**files):
    """Modules by name, `__` for the dots: `faq__models="import core"`."""
    paths = {name.replace("__", "/"): text for name, text in files.items()}
    modules = [Module(f"{path}.py", text) for path, text in paths.items()]
    return {module.name: module for module in modules}


def test_a_circle_is_found_though_an_import_hides_in_a_function():
    modules = code(
        faq__models="from faq import content\n",
        faq__content="def frozen():\n    from faq.models import Question\n",
        faq__views="from faq.models import Question\n",
    )

    assert circles_of(graph_of(modules)) == [["faq.content", "faq.models"]]
    assert [len(each.imports_in_functions) for each in modules.values()] == [0, 1, 0]


def test_an_import_for_the_type_checker_alone_is_no_arrow():
    modules = code(
        faq__models="from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import faq.views\n",
        faq__views="import faq.models\n",
    )

    assert circles_of(graph_of(modules)) == []


def test_a_relative_import_is_followed():
    modules = code(faq__models="from .views import page\n", faq__views="from . import models\n")

    assert circles_of(graph_of(modules)) == [["faq.models", "faq.views"]]


def test_an_arrow_upwards_is_named():
    modules = code(
        core__tags="from articles.page import Page\n", articles__page="import core.tags\n"
    )

    assert arrows_upwards(modules, graph_of(modules)) == ["core.tags → articles.page"]


def test_this_very_code_is_read():
    modules = modules_of(CHECKOUT)

    assert "articles.models.article" in modules
    assert not [name for name in modules if ".migrations" in name or name.startswith("tests")]
