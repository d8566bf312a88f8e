"""What no rule took is asked about at its place; what is no price, quote or person is not."""

import pytest

from manuscripts.reading import read


def asked(text, name="a.txt"):
    """The words that the net asks about."""
    plan = read(text.encode(), name)
    return [
        plan.source.text[slice(*warning.span)]
        for warning in plan.warnings
        if warning.code.endswith("unread")
    ]


def is_read(text, words):
    """Whether these words are in what was read as a person, a quote or a product."""
    plan = read(text.encode(), "a.txt")
    spans = [one.span for one in (*plan.experts, *plan.products)]
    spans += [span for quote in plan.quotes for span in quote.spans]
    at = plan.source.text.index(words)
    return any(start <= at < end for start, end in spans)


OPENING = "Winter hands\n\nHands are dry by March, and nobody knows what to do about that.\n\n"


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("It went for $38 in the end, at a shop in Reno.", "$38"),
        ("My tin of balm set me back 9 dollars at Sephora that day.", "9 dollars"),
        ("The cream that won is €24.90 now, and it sells out.", "€24.90"),
        ("Editor's note: sticky. Olay Milk is $9 at Ulta.", "$9"),
        ("Lacura Sensitive Sun Lotion (£3.49/200ml)", "£3.49"),
        ("CeraVe Night Serum, $1.299 at Sephora.", "$1.299"),
        ("CeraVe Night Serum, 1.299 $ at Ulta", "1.299 $"),
        ("The CeraVe Gel is £2.499 at Boots, and it lasts.", "£2.499"),
        ("A journal called the fix “cheap, dull and widely ignored.”", "cheap, dull"),
        ("# “You would not wash a cactus twice a day.”", "You would not"),
        ("Nobody had thought of asking Dr. Ottilie Grange.", "Ottilie Grange"),
        ("In the corner sat Bea Lund, MD, with a tin.", "Bea Lund"),
        ("In the corner sat pharmacist Bea Lund with a tin.", "Bea Lund"),
    ],
)
def test_what_no_rule_took_is_asked_about(sentence, words):
    text = OPENING + sentence

    assert is_read(text, words) or any(words in one for one in asked(text))


@pytest.mark.parametrize(
    "sentence",
    [
        "A haircut in Milwaukee costs about $45 and was not tested.",
        "The whole box came to £114.96 at the till.",
        "Delivery is 4,90 €, free from 49 € on.",
        "Two tubes of it for $25, or $10 off your first order at Ulta.",
        "A bar of soap is $2.",
        "A maker of soap has $1.299 billion at hand.",
        "They call it a “glow drip” in hotel suites.",
        "Medically reviewed by Corwin Abelard, MD",
        "Dr. Google has a kitchen, it seems.",
        "She swears by Dr. Dennis Gross and by nothing else.",
    ],
)
def test_what_is_none_is_left_alone(sentence):
    assert asked(OPENING + sentence) == []


@pytest.mark.parametrize(
    "line",
    [
        "- CeraVe Peel Solution: $20 at Ulta, was once $31, refill $14",
        "- Rating: Dew Night Serum, $40 at Sephora",
        "- CeraVe Hand Cream from the, $8 at Target",
    ],
)
def test_product_that_may_be_read_wrong_is_not_sure(line):
    plan = read(f"{OPENING}{line}\n- CeraVe Balm, $9 at Target".encode(), "a.txt")
    doubted = {warning.span for warning in plan.warnings}

    assert {one.span for one in plan.products[:-1]} <= doubted
    assert plan.products[-1].span not in doubted


def codes(text):
    return {warning.code for warning in read(text.encode(), "a.txt").warnings}


def test_bare_dollar_beside_those_of_another_country_is_doubted():
    lines = "- CeraVe Balm, $9 at Target\n- CeraVe Peel, $12 at {}"

    assert "price.currency_unsure" in codes(OPENING + lines.format("Shoppers Drug Mart"))
    assert "price.currency_unsure" not in codes(OPENING + lines.format("Target"))


def test_animal_or_house_that_may_be_no_person_is_doubted():
    # Whether it is read as a person or not: nobody is told that it surely is one.
    plan = read(f"{OPENING}One was eaten by a dog called Biscuit, who is fine.".encode(), "a.txt")
    doubted = {one.span for one in plan.warnings}

    assert {one.span for one in plan.experts} <= doubted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("One tube was $6 in the airport. I paid $140 for a facial.", ["$6"]),
        ("A bottle is $12, and each tin was $9.", ["$12", "$9"]),
        ("It costs 99 cents at Rite Aid.", ["99 cents"]),
        ("It was 89p at Boots.", ["89p"]),
        ("It is 50 cents more than last year.", []),
        ("The whole routine came to $180.", []),
    ],
)
def test_an_amount_that_nobody_took_is_caught(text, words):
    plan = read(f"Winter hands\n\nHands are dry by March, and how.\n\n{text}\n".encode(), "a.txt")
    told = [one for one in plan.warnings if one.code == "price.unread"]

    assert not plan.products
    assert [plan.source.text[slice(*one.span)] for one in told] == words


def test_a_price_with_the_day_it_was_checked_is_a_price():
    card = "CeraVe Moisturizing Cream\nPrice: $17 (checked 11/2/24)\nTarget\n"
    plan = read(f"Winter hands\n\nHands are dry by March, and how.\n\n{card}".encode(), "a.txt")

    assert [str(one.price) for one in plan.products[0].offers] == ["17.00"]
