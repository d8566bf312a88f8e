"""The invented words: always the same, and of the shape that other systems are measured with."""

from collections import Counter

import pytest

from bench.content import COMMON_WORD, RARE_WORD, Content

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def content():
    return Content()


def test_the_same_seed_gives_the_same_words(content):
    assert content.article(7).title == "Clode troputri trutipabo clicola cadru lantern"
    assert content.article(7) == Content().article(7)
    assert content.article(7) != Content(seed=1).article(7)


def test_an_article_has_the_shape_of_the_peers(content):
    articles = [content.article(number) for number in range(1, 41)]

    for article in articles:
        assert len(article.sections) == 8
        assert 850 <= article.words <= 950
        assert len(article.quotes) == 2
        assert len(set(article.tags)) == 5


def test_one_word_is_in_every_20th_article_and_one_in_every_2nd(content):
    texts = [
        " ".join(section.html for section in content.article(number).sections)
        for number in range(1, 101)
    ]

    assert sum(RARE_WORD in text for text in texts) == 5
    assert sum(COMMON_WORD in text for text in texts) == 50


def test_few_tags_are_common_and_most_are_rare(content):
    counts = Counter(tag for number in range(1, 501) for tag in content.article(number).tags)
    ordered = [counts[tag] for tag in range(300)]

    assert len(content.tags) == len(set(content.tags)) == 300
    assert 0.5 < ordered[0] / 500 < 0.75
    assert ordered[0] > 2 * ordered[4] > 8 * ordered[60]
