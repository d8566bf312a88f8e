"""Who comes with a database of an earlier version is told so, before anything is touched."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

pytestmark = pytest.mark.django_db


def record(app, name):
    MigrationRecorder(connection).record_applied(app, name)


@pytest.mark.parametrize(
    ("app", "name"),
    [
        ("skinsite", "0001_moved_pages"),  # an app that has no migrations any more
        ("articles", "0009_keep_drafts"),  # one whose migrations were written anew
    ],
)
def test_a_database_of_an_earlier_version_is_refused_with_a_sentence(app, name):
    record(app, name)

    with pytest.raises(SystemCheckError) as refused:
        call_command("migrate", skip_checks=False, verbosity=0)

    assert "This database was made by an earlier version of skinsite" in str(refused.value)
    assert f"{app}.{name}" in str(refused.value)
    assert "then run migrate and load_samples" in str(refused.value)


def test_a_database_of_today_is_not():
    call_command("migrate", skip_checks=False, verbosity=0)


def test_what_a_package_of_others_recorded_is_not_ours_to_judge():
    record("a_package_that_was_removed", "0001_initial")

    call_command("migrate", skip_checks=False, verbosity=0)
