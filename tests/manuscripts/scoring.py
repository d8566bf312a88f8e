"""
How much of a manuscript was read right, against its gold: hits, false ones and missed ones.

Six kinds are counted and pooled: experts, quotes with their exact segments, the speakers of the
quotes that were found, products, offers with all six of their fields, and questions with answers.
"""

import json
import re
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

from manuscripts.reading import read

KINDS = ("experts", "quotes", "speakers", "products", "offers", "faqs")
_MARKS = re.compile("[\"'“”„‟«»‹›‘’‚‛`´]+")
_SITE = re.compile(r"\.(?:com|co\.uk|net|org|de|fr|co|us|ca|com\.au)\b.*$")
_MAX_EXTRA = 4  # words of a product's name beside the gold's: SPF 50, a size


class Score:
    """Counts of each kind, as `(kind, "hit" | "false" | "missed")`, and what must not be there."""

    def __init__(self):
        self.counts = Counter()
        self.wrong = []  # words or amounts that are in no expert's name and no offer
        self.lost = []  # manuscripts with a word in no block, or in two

    def add(self, kind, *, hit=0, false=0, missed=0):
        self.counts[kind, "hit"] += hit
        self.counts[kind, "false"] += false
        self.counts[kind, "missed"] += missed

    def f1(self, *kinds):
        """The F1 of these kinds pooled; of all of them where none is named."""
        hit, false, missed = (
            sum(self.counts[kind, what] for kind in kinds or KINDS)
            for what in ("hit", "false", "missed")
        )
        return 2 * hit / (2 * hit + false + missed)


def scored(folder):
    """The `Score` of all manuscripts of a folder with their golds."""
    score = Score()
    for path in sorted(Path(folder).glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        stem = path.name.removesuffix(".gold.json")
        file = next(one for one in path.parent.glob(f"{stem}.*") if one.suffix != ".json")
        plan = read(file.read_bytes(), file.name).as_json()
        _experts(score, plan, gold)
        _quotes(score, plan, gold)
        _products(score, plan, gold)
        _faqs(score, plan, gold)
        _must_not(score, plan, gold, file.name)
        if not _covered(plan):
            score.lost.append(file.name)
    return score


def _words(text):
    plain = unicodedata.normalize("NFKC", str(text or ""))
    return re.findall(r"\w+", _MARKS.sub("", plain).casefold())


def _name(text):
    return " ".join(_words(text))


def _segment(text):
    text = re.sub(r"\s+", " ", _MARKS.sub("'", unicodedata.normalize("NFC", text)))
    return text.strip(" '").rstrip(" .,;:!?-…–—'").strip(" '")


def _shop(name):
    bare = _SITE.sub("", re.sub(r"^(?:https?://)?(?:www\.)?", "", _name_with_points(name)))
    return re.sub(r"[\W_]+", "", bare.removeprefix("the ")) or None


def _name_with_points(name):
    return _MARKS.sub("", str(name or "").casefold()).strip()


def _experts(score, plan, gold):
    left = [_name(one["name"]) for one in plan["experts"]]
    for one in gold.get("experts", []):
        names = [_name(name) for name in (one["name"], *one.get("name_alt", []))]
        found = next((name for name in left if name in names), None)
        if found:
            left.remove(found)
        if not one.get("optional"):
            score.add("experts", hit=bool(found), missed=not found)
    score.add("experts", false=len(left))


def _quotes(score, plan, gold):
    left = [one for one in plan["quotes"] if one["kind"] != "paraphrase"]
    for wanted in (one for one in gold.get("quotes", []) if one.get("kind") != "paraphrase"):
        found = _same_words(wanted, left, plan)
        for one in found:
            if one in left:
                left.remove(one)
        if wanted.get("optional"):
            continue
        score.add("quotes", hit=bool(found), missed=not found)
        if found:
            _speaker(score, wanted, found)
    ignored = [_segment(words) for words in gold.get("ignore_quotes_in", [])]
    score.add("quotes", false=sum(not _lies_in(one, ignored) for one in left))


def _same_words(wanted, left, plan):
    """The quotes of the plan with these segments: one, or several where it may be split."""
    for segments in (wanted["segments"], *wanted.get("alt_segments", [])):
        key = [_segment(words) for words in segments]
        pool = [*left, *(plan["quotes"] if wanted.get("kind_any") else [])]
        for one in pool:
            if [_segment(words) for words in one["segments"]] == key:
                return [one]
    if not wanted.get("can_split"):
        return []
    key, parts = [_segment(words) for words in wanted["segments"]], []
    for one in left:
        own = [_segment(words) for words in one["segments"]]
        if key[: len(own)] == own:
            parts.append(one)
            key = key[len(own) :]
    return [] if key else parts


def _speaker(score, wanted, found):
    right = [wanted.get("speaker"), *wanted.get("speaker_alt", [])]
    names = {_name(one) for one in right if one}
    told = [one["speaker"] for one in found]
    if all((name is None and None in right) or _name(name) in names for name in told):
        score.add("speakers", hit=1)
    else:
        guessed = any(name and _name(name) not in names for name in told)
        score.add("speakers", missed=1, false=int(guessed))


def _lies_in(quote, regions):
    return any(all(_segment(words) in region for words in quote["segments"]) for region in regions)


def _products(score, plan, gold):
    left = list(plan["products"])
    wanted = sorted(gold.get("products", []), key=lambda one: -len(one["name_contains"]))
    for one in wanted:
        found = next((p for p in left if _fits(one, p) and _of_brand(one, p)), None)
        found = found or next((p for p in left if _fits(one, p)), None)
        if found:
            left.remove(found)
        if not one.get("optional"):
            score.add("products", hit=bool(found), missed=not found)
            _offers(score, one["offers"], found["offers"] if found else [])
    score.add("products", false=len(left))
    score.add("offers", false=sum(len(one["offers"]) for one in left))


def _fits(wanted, product):
    words = _words(product["brand"]) + _words(product["name"])
    sought = _words(wanted["name_contains"])
    inside = any(
        words[at : at + len(sought)] == sought for at in range(len(words) - len(sought) + 1)
    )
    brand = set(_words(wanted.get("brand")))
    extra = Counter(word for word in words if word not in brand)
    extra -= Counter(word for word in sought if word not in brand)
    banned = any(_name(one) in " ".join(words) for one in wanted.get("name_excludes", []))
    return inside and extra.total() <= _MAX_EXTRA and not banned


def _of_brand(wanted, product):
    words = f" {_name(product['brand'])} {_name(product['name'])} "
    brands = [wanted.get("brand"), *wanted.get("brand_alt", [])]
    return wanted.get("brand") is None or any(f" {_name(one)} " in words for one in brands)


def _offers(score, wanted, told):
    left = list(told)
    for one in wanted:
        keys = [_offer({**one, "retailer": name}) for name in _shops_of(one)]
        found = next((offer for offer in left if _offer(offer) in keys), None)
        if found:
            left.remove(found)
        if not one.get("optional"):
            score.add("offers", hit=bool(found), missed=not found)
    lenient = any(one.get("optional") for one in wanted)
    score.add("offers", false=sum(not (lenient and one["price"] is None) for one in left))


def _shops_of(offer):
    return [offer.get("retailer"), *offer.get("retailer_alt", [])]


def _offer(offer):
    amounts = [
        Decimal(offer[key]).normalize() if offer.get(key) else None
        for key in ("price", "price_max", "list_price")
    ]
    kind, currency = offer.get("price_kind") or None, offer.get("currency") or None
    return (_shop(offer.get("retailer")), *amounts, kind, currency)


def _faqs(score, plan, gold):
    left = {_question(one["question"]): one["answer"] for one in plan["faqs"]}
    for one in gold.get("faqs", []):
        key = _question(one["question"])
        if key not in left:
            score.add("faqs", missed=1)
            continue
        right = _answers(one, left.pop(key))
        score.add("faqs", hit=int(right), false=int(not right), missed=int(not right))
    score.add("faqs", false=len(left))


def _question(text):
    return " ".join(_words(re.sub(r"^\s*q\s*[:.]\s*", "", text.casefold())))


def _answers(wanted, answer):
    if wanted["answer_startswith"] is None:
        return not answer
    said = _name(answer)
    ends = _name(wanted.get("answer_endswith"))
    return said.startswith(_name(wanted["answer_startswith"])) and said.endswith(ends)


def _must_not(score, plan, gold, name):
    banned = gold.get("must_not", {})
    amounts = {Decimal(str(one)).normalize() for one in banned.get("prices", [])}
    for offer in (offer for product in plan["products"] for offer in product["offers"]):
        for amount in _offer(offer)[1:4]:
            if amount in amounts:
                score.wrong.append(f"{name}: {amount} is no price")
    people = {one["name"] for one in plan["experts"]} | {one["speaker"] for one in plan["quotes"]}
    for person in filter(None, people):
        for words in banned.get("experts", []):
            if f" {_name(words)} " in f" {_name(person)} ":
                score.wrong.append(f"{name}: {words} is nobody")


def _covered(plan):
    text = plan["source"]["text"]
    depth = [0] * len(text)
    for start, end in [one["span"] for one in (*plan["blocks"], *plan["unplaced"])]:
        for at in range(start, end):
            depth[at] += 1
    return all(
        count == 1 for count, character in zip(depth, text, strict=True) if not character.isspace()
    )
