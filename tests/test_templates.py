"""Every template of the project compiles."""

import pytest
from django.template import TemplateSyntaxError, engines

import dev

pytestmark = pytest.mark.once


def templates():
    folders = [dev.ROOT / "templates", *(package / "templates" for package in dev.packages())]
    return [
        str(path.relative_to(folder))
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]


def test_every_template_compiles():
    names, wrong = templates(), []

    for name in names:
        try:
            engines["django"].get_template(name)
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            wrong.append(f"{name}: {error}")

    assert wrong == []
    assert len(names) > 50
