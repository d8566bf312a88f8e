"""Which new passwords are taken, and what is said of the others."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.factories import make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("aaaaaaaaaaaa", "easy to guess"),
        ("qwertyuiopasdf", "easy to guess"),
        ("password1234567890", "easy to guess"),
        ("P4ssw0rdP4ssw0rd", "easy to guess"),
        ("a" * 128, "easy to guess"),
        ("annalimannalim", "easy to guess"),
        ("skin.example1", "easy to guess"),
        ("skinsite-skinsite", "easy to guess"),
        ("5kin site, Anna Lim & skin site", "easy to guess"),
        ("correct horse battery staple", "easy to guess"),
        ("Correct-Horse-Battery-Staple-99", "easy to guess"),
        ("1q2w3e4r5t6y", "leaked passwords"),
        ("short words", "at least 12 characters"),
        ("seven unlikely words " * 7, "128 characters or fewer"),
    ],
)
def test_bad_password_is_refused_with_what_to_do(password, sentence):
    anna = make_user("annalim", email="anna@skin.example")

    with pytest.raises(ValidationError) as refused:
        validate_password(password, anna)

    assert sentence in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    "password",
    [
        "tablet orchard mist",  # no capital, no digit
        "a longer horse",
        "annalim likes violet tractors",
        "  spaces and 漢字 count  ",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa tablet orchard mist",
        "tablet orchard mist " * 6,
    ],
)
def test_good_password_needs_no_kind_of_character(password):
    validate_password(password, make_user("annalim", email="anna@skin.example"))


def test_form_says_it_beside_the_field_and_keeps_the_old_one():
    anna = make_user("anna")
    data = {
        "oldpassword": "correct horse battery",
        "password1": "aaaaaaaaaaaa",
        "password2": "aaaaaaaaaaaa",
    }

    page = signed_in(anna).post(reverse("account_change_password"), data)

    anna.refresh_from_db()
    assert "That password is easy to guess." in page.text
    assert "Use a few words that have nothing to do with each other." in page.text
    assert anna.check_password("correct horse battery")
