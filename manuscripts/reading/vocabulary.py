"""
Word lists of the trade, as articles use them: what people are called, what products are called,
and which words only look like a name.

The lists are files under `data/`, each with its source. Verbs have a file for each language: add
`verbs.<language>.txt` and its attributions are read too. A manuscript's language is never asked
for, so a word of one language must not be an everyday word of another.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@cache
def lines(filename: str) -> tuple[str, ...]:
    """The lines of a data file that are no comment."""
    rows = (DATA / filename).read_text(encoding="utf-8").splitlines()
    return tuple(row.strip() for row in rows if row.strip() and not row.startswith("#"))


@cache
def words(filename: str) -> frozenset[str]:
    return frozenset(word for line in lines(filename) for word in line.split())


@cache
def spoken(section: str) -> frozenset[str]:
    """The verbs (or leading words) of a section, "[speech]" or such, in every language."""
    found: set[str] = set()
    for path in sorted(DATA.glob("verbs.*.txt")):
        current = ""
        for line in lines(path.name):
            if line.startswith("["):
                current = line.strip("[]")
            elif current == section:
                found |= {line} if section == "according" else set(line.split())
    return frozenset(found)


def any_of(names: Iterable[str]) -> str:
    """A pattern for any of these words, the longest first."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return "|".join(re.escape(name).replace(r"\ ", r"\s") for name in ordered)


def any_credential() -> str:
    """Ph.D., Ph.D or PhD: the points of a credential may be left out."""
    dotted = {line for line in lines("credentials.txt") if line.endswith(".")}
    plain = {line.replace(".", "") for line in lines("credentials.txt")}
    return any_of(plain | dotted | {line.removesuffix(".") for line in dotted})


# What an expert or a speaker may be.
ROLE_NOUNS = words("roles.txt")
# What somebody without a name is called.
PERSON_NOUNS = (ROLE_NOUNS | words("persons.txt")) - words("no-persons.txt")
# Of those, what nobody asks for advice: "reader Bea", and no "researcher Fieldstone".
LAY_NOUNS = words("persons.txt") | {"reader", "customer", "patient"}
# Several people, or nobody in particular: "her patients", "everybody".
CROWDS = words("crowds.txt")
# What is read, shown or played, and speaks in marks.
PAPERS = words("papers.txt")
# Who is "he" or "she", whatever the name.
MALE = frozenset(
    "boy boyfriend brother chap dad father fiancé gentleman grandad granddad grandfather grandson"
    " guy husband man nephew salesman son spokesman stepfather uncle widower".split()
)
FEMALE = frozenset(
    "aunt daughter fiancée girl girlfriend grandma grandmother granny lady mom mother mum nan niece"
    " saleslady saleswoman sister sister-in-law spokeswoman stepmother waitress widow wife"
    " woman".split()
)
# A name with one of these is an institution’s, and no person’s.
ORGANIZATION_WORDS = words("organization-words.txt")
# Words that begin sentences with a capital and are nobody’s name.
NO_NAMES = words("not-names.txt")
# Verbs that give somebody’s words; the first of them without quotation marks too.
PARAPHRASE_VERBS = spoken("paraphrase")
SPEECH_VERBS = PARAPHRASE_VERBS | spoken("speech")
# "Says Ito: “…”": the forms of them that begin a sentence and are nobody's name.
LEADING_VERBS = frozenset(
    verb.capitalize() for verb in SPEECH_VERBS if re.search(r"(?:[^s]s|ed|said|told|wrote)\Z", verb)
)
# "According to": what makes the words beside a name a paraphrase.
ACCORDING = spoken("according")
# No product’s name has these in lower case: with them a line is a sentence.
PROSE_WORDS = words("prose-words.txt")
# What products are called in lower case: "the Brand eye cream".
PRODUCT_NOUNS = words("product-nouns.txt")
# Words that begin many products and are no brand.
NO_BRAND = words("product-beginnings.txt")
# Words that may stand between a product's price and its shop.
OFFER_WORDS = words("offer-words.txt")
# Words behind "at", "on" or a comma that are no shop.
NO_SHOP = words("not-shops.txt")


# "he goes on", "Bell cuts in": verbs of speech with the word behind them only.
_PHRASAL = frozenset("go goes went cut cuts chime chimes chip chips chipped chimed".split())
_WORD = re.compile(r"\b[a-zà-öø-ÿ]+(?:’[a-z]+)?\b(?!-)")
_LEADING = re.compile(r"[A-Z][a-z]+\b")


def leading_verb(prose: str, start: int, end: int) -> re.Match | None:
    """The verb of speech that a sentence begins with: "Says Ito: “…”"."""
    word = _LEADING.match(prose, start, end)
    return word if word and word[0] in LEADING_VERBS else None


# "behind the counter", "a claim": what else a verb of speech may be.
_ARTICLES = frozenset("the a an my our its his this".split())


def _is_noun(prose: str, at: int) -> bool:
    """ "a claim", "in a voice note": a noun that a verb looks like."""
    before = prose[max(0, at - 8) : at].split()
    if before and before[-1].lower() in _ARTICLES:
        return True
    return bool(_ONE_MORE.search(prose, max(0, at - 24), at) and _PLAIN_FORM.match(prose, at))


_ONE_MORE = re.compile(r"\b[Aa]n? [a-z]+ \Z")
_PLAIN_FORM = re.compile(r"(?:note|comment|reply|answer|report|post|claim|quip|joke|remark)\b")


def speech_verbs_in(prose: str, start: int, end: int) -> Iterator[re.Match]:
    """The verbs of speech between these places."""
    for word in _WORD.finditer(prose, start, end):
        if (
            word[0] in SPEECH_VERBS
            and not _is_noun(prose, word.start())
            or (word[0] in _PHRASAL and prose[word.end() : word.end() + 3] in (" on", " in"))
        ):
            yield word
