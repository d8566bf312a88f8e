"""The figures of the code's shape, on small code of which the answer is known."""

import pytest

from bench.shape import ROOT as CHECKOUT
from bench.shape import Module, arrows_upwards, circles_of, graph_of, modules_of

pytestmark = pytest.mark.once


def test_a_circle_is_found_and_its_members_are_named():
    edges = {"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a", "c"}}

    assert circles_of(edges) == [["b", "c"]]


def test_an_import_in_a_function_is_counted():
    module = Module("faq/content.py", "def frozen():\n    from faq.models import Question\n")

    assert len(module.imports_in_functions) == 1


def test_an_arrow_upwards_is_named():
    edges = {"core.tags": {"articles.page"}, "articles.page": {"core.tags"}}

    assert arrows_upwards(edges) == ["core.tags → articles.page"]


def test_this_very_code_is_read():
    modules = modules_of(CHECKOUT)

    assert "articles.models.article" in modules
    assert not [name for name in modules if ".migrations" in name or name.startswith("tests")]
    imported = graph_of(modules)["articles.models.blocks"]
    assert {"articles.models.article", "core.richtext", "faq.models"} <= imported
