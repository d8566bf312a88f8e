"""A forgotten password: the letter, its link, and what nobody learns by it."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from huey.contrib.djhuey import HUEY

from accounts.adapters import MFAAdapter
from backoffice.models import SiteSettings
from tests.accounts.signing_in import is_in, sign_in
from tests.worker import work

pytestmark = pytest.mark.django_db


def test_where_no_mail_goes_out_the_page_promises_none(client, anna):
    address = reverse("account_reset_password")

    page = client.get(address)
    client.post(address, {"email": anna.email})

    assert "This site doesn’t send email" in page.text
    assert mail.outbox == []


@pytest.fixture
def with_mail(settings):
    settings.MAIL_IS_CONFIGURED = True
    HUEY.flush()


def test_link_in_the_letter_sets_a_new_password_once(client, with_mail, anna):
    signed_in = Client()
    signed_in.force_login(anna)

    client.post(
        reverse("account_reset_password"), {"email": anna.email}, headers={"Host": "localhost"}
    )
    work()
    link = re.search(r"http\S+", mail.outbox[0].body).group()
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    data = {"password1": "a longer horse", "password2": "a longer horse"}
    client.post(form.redirect_chain[-1][0], data)
    again = Client().get(link.removeprefix("http://testserver"), follow=True)

    assert mail.outbox[0].subject == "[skinsite] A new password"
    assert link.startswith("http://testserver/account/password/reset/")
    assert sign_in(Client(), password="a longer horse").status_code == 302  # noqa: S106
    assert not is_in(signed_in)
    assert "This link no longer works" in again.text


def test_letter_app_and_passkey_have_the_name_of_the_site(client, with_mail, anna):
    SiteSettings.objects.create(version=1, values={"identity": {"name": "Skin\nDeep"}})

    client.post(reverse("account_reset_password"), {"email": anna.email})
    work()

    assert mail.outbox[0].subject == "[Skin Deep] A new password"
    assert MFAAdapter().get_totp_issuer() == "Skin Deep"
    assert MFAAdapter().get_public_key_credential_rp_entity()["name"] == "Skin Deep"


def test_reset_tells_nobody_who_has_an_account(client, with_mail, anna):
    known = client.post(reverse("account_reset_password"), {"email": anna.email}, follow=True)
    unknown = client.post(reverse("account_reset_password"), {"email": "x@y.example"}, follow=True)
    work()

    assert len(mail.outbox) == 1
    assert known.redirect_chain == unknown.redirect_chain
    assert "If there is an account with that address" in unknown.text


def test_letters_are_throttled(client, with_mail, anna):
    for _ in range(6):
        response = client.post(reverse("account_reset_password"), {"email": anna.email})
    work()

    assert response.status_code == 429
    assert "Too many attempts" in response.text
    assert len(mail.outbox) == 5
