"""Who changes accounts, and what they can't give away with that."""

import pytest
from django.contrib.auth.models import Group, Permission, User

from tests.admin_forms import opened, page
from tests.factories import make_user, signed_in, staff

pytestmark = pytest.mark.django_db


def test_who_may_change_users_gives_nobody_rights():
    user = staff("change_user", "view_user")
    client, address = signed_in(user), page(User, "change", user.pk)
    every = Permission.objects.values_list("pk", flat=True)

    forged = {"is_superuser": "on", "user_permissions": list(every), "groups": ["1"]}
    client.post(address, {**opened(client, address), **forged, "first_name": "Ada"})

    user = User.objects.get(pk=user.pk)
    assert user.first_name == "Ada"
    assert (user.is_superuser, user.user_permissions.count(), user.groups.count()) == (False, 2, 0)


@pytest.mark.parametrize("action", ["change", "delete", "password"])
@pytest.mark.parametrize(
    "make", [lambda: make_user(is_superuser=True), lambda: staff("change_user", "publish_article")]
)
def test_nobody_changes_an_account_that_may_do_more(action, make):
    owner = make()
    client = signed_in(staff("change_user", "view_user", "delete_user"))
    address = f"{page(User, 'change', owner.pk)}password/".replace("/change/password", "/password")
    address = address if action == "password" else page(User, action, owner.pk)
    password = {"usable_password": "true", "password1": "a-new-one-42", "password2": "a-new-one-42"}

    answer = client.post(address, {"username": "mine", "post": "yes", **password})

    assert answer.status_code == 403
    assert User.objects.get(pk=owner.pk).username == owner.username
    assert User.objects.get(pk=owner.pk).password == owner.password


def test_who_may_change_groups_gives_them_no_rights():
    user = staff("change_group", "view_group")
    group = Group.objects.create(name="Interns")
    user.groups.add(group)
    client, address = signed_in(user), page(Group, "change", group.pk)

    client.post(address, {"name": "Guests", "permissions": ["1", "2", "3"]})

    group.refresh_from_db()
    assert (group.name, group.permissions.count()) == ("Guests", 0)
