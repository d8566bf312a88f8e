"""Wrong passwords from elsewhere: they are bounded, and keep nobody out who is known here."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from huey.contrib.djhuey import HUEY

from accounts.known_devices import COOKIE
from tests.accounts.signing_in import is_in, sign_in
from tests.factories import make_user
from tests.worker import work

pytestmark = pytest.mark.django_db

WAIT = "Wait five minutes and try again."
TODAY = "Too many attempts for this name today."
A_DAY = 10  # wrong passwords for one name, from all over


@pytest.fixture(autouse=True)
def few_a_day(settings):
    limits = {**settings.ACCOUNT_RATE_LIMITS, "guess_name": f"{A_DAY}/d/key"}
    settings.ACCOUNT_RATE_LIMITS = limits


def browser(address="203.0.113.1"):
    return Client(REMOTE_ADDR=address)


def guess(name="anna", *, times, addresses=("203.0.113.1",)):
    """Wrong passwords from these addresses in turn; what the last one was answered."""
    for n in range(times):
        client = browser(addresses[n % len(addresses)])
        answer = sign_in(client, name, "a guess")
    return answer.text


ALL_OVER = [f"198.51.100.{n}" for n in range(A_DAY)]


@pytest.fixture
def at_home(anna):
    """A browser in which Anna signed in once."""
    client = browser()
    sign_in(client)
    client.post(reverse("account_logout"))
    return client


def test_wrong_passwords_for_one_name_keep_out_that_name_at_that_address(anna):
    make_user("ben")
    assert WAIT in guess(times=20)

    assert WAIT in sign_in(browser()).text
    assert sign_in(browser(), "ben").status_code == 302
    assert sign_in(browser("203.0.113.2")).status_code == 302


def test_wrong_passwords_next_door_keep_nobody_out_of_a_browser_they_used(at_home):
    assert WAIT in guess(times=6)
    for n in range(10):
        guess(f"name{n}", times=1)

    assert sign_in(at_home).status_code == 302


def test_wrong_passwords_from_all_over_are_bounded_and_keep_strangers_out_alone(at_home):
    for name in ("anna", "nobody"):
        texts = [guess(name, times=A_DAY, addresses=ALL_OVER)]
        texts += [guess(name, times=1, addresses=[f"192.0.2.{n}"]) for n in range(2)]
        assert [TODAY in text for text in texts] == [False, True, True]

    assert TODAY in sign_in(browser("192.0.2.9")).text
    assert sign_in(at_home).status_code == 302


def test_known_browser_guesses_no_more_than_another(at_home):
    for _ in range(5):
        sign_in(at_home, password="a guess")  # noqa: S106

    assert WAIT in sign_in(at_home).text
    assert sign_in(browser()).status_code == 302


def test_browser_is_known_to_who_signed_in_there_and_only_with_that_password(at_home, anna):
    make_user("ben")
    guess(times=6)
    guess("ben", times=6)
    known = at_home.cookies[COOKIE].value

    def kept_out(name, cookie):
        client = browser()
        client.cookies[COOKIE] = cookie
        return WAIT in sign_in(client, name).text

    assert kept_out("ben", known)
    assert kept_out("anna", known[:-1] + ("a" if known[-1] != "a" else "b"))
    assert not kept_out("anna", known)
    anna.set_password("correct horse battery")
    anna.save()
    assert kept_out("anna", known)


def test_two_people_are_known_in_one_browser_and_its_pages_of_readers_get_no_cookie(at_home):
    make_user("ben")
    sign_in(at_home, "ben")
    at_home.post(reverse("account_logout"))
    for name in ("anna", "ben"):
        guess(name, times=6)

    assert at_home.cookies[COOKIE]["path"] == "/account/"
    assert at_home.cookies[COOKIE]["httponly"]
    for name in ("anna", "ben"):
        assert sign_in(at_home, name).status_code == 302
        at_home.post(reverse("account_logout"))


def test_link_by_mail_opens_the_door_that_strangers_shut(settings, anna):
    settings.MAIL_IS_CONFIGURED = True
    HUEY.flush()
    guess(times=A_DAY + 1, addresses=ALL_OVER)
    client = browser("192.0.2.1")

    client.post(reverse("account_reset_password"), {"email": anna.email})
    work()
    link = re.search(r"http\S+", mail.outbox[0].body).group()
    form = client.get(link.removeprefix("http://testserver"), follow=True)
    new = "a longer horse"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert TODAY in sign_in(browser("192.0.2.2"), password=new).text
    sign_in(client, password=new)
    assert is_in(client)


def test_an_office_signs_in_at_one_address(anna):
    make_user("ben")
    for name in ["anna", "ben"] * 16:
        assert sign_in(browser(), name).status_code == 302
    assert WAIT not in guess(times=5)
