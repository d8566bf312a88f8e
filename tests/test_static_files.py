"""What collectstatic puts where readers can ask for it."""

from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.core.files.storage import FileSystemStorage

from skinsite.static_files import Storage


def test_no_source_map_is_collected():
    ignored = apps.get_app_config("staticfiles").ignore_patterns

    names = [name for finder in get_finders() for name, _ in finder.list(ignored)]

    assert len(names) > 50
    assert [name for name in names if name.endswith(".map")] == []


def test_a_script_whose_source_map_stayed_away_is_collected(tmp_path):
    (tmp_path / "some.js").write_text("let a = 1;\n//# sourceMappingURL=some.js.map\n")
    storage = Storage(location=tmp_path, base_url="/static/")

    done = {
        name: result
        for name, _, result in storage.post_process(
            {"some.js": (FileSystemStorage(tmp_path), "some.js")}
        )
    }

    assert not isinstance(done["some.js"], Exception)
