"""
How much of a manuscript was read right, against its gold: hits, false ones and missed ones.

Six kinds are counted and pooled: experts, quotes with their exact segments, the speakers of the
quotes that were found, products, offers with all six of their fields, and questions with answers.
Each piece is marked right or wrong too, for what `sureness` says of the sure ones and of doubts.

    python -m tests.manuscripts.scoring FOLDER [--errors] [--only PATTERN]
"""

import argparse
import json
import re
import sys
import unicodedata
from collections import Counter
from decimal import Decimal
from pathlib import Path

from manuscripts.reading import read
from manuscripts.reading.gazetteer import Gazetteer
from tests.manuscripts.sureness import Missed, Piece, Sureness, told

KINDS = ("experts", "quotes", "speakers", "products", "offers", "faqs")
_MARKS = re.compile("[\"'“”„‟«»‹›‘’‚‛`´′″]+")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF])
_SITE = re.compile(r"\.(?:com|co\.uk|net|org|de|fr|co|us|ca|com\.au)\b.*$")
_DOMAINS = Gazetteer().domains
_MAX_EXTRA = 4  # words of a product's name beside the gold's: SPF 50, a size


class Score:
    """Counts of each kind, as `(kind, "hit" | "false" | "missed")`, and what must not be there."""

    def __init__(self):
        self.counts = Counter()
        self.wrong = []  # words or amounts that are in no expert's name and no offer
        self.lost = []  # manuscripts with a word in no block, or in two
        self.files = {}  # a manuscript's name → its own score
        self.sureness = Sureness()

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
        return 2 * hit / (2 * hit + false + missed) if hit + false + missed else 1.0


class _Marked:
    """One manuscript's plan and gold, its `Score`, and all that was read or missed of it."""

    def __init__(self, file, plan, gold):
        self.file, self.plan, self.gold = file, plan, gold
        self.text = plan["source"]["text"]
        self.score = Score()
        self.pieces, self.missed, self.errors = [], [], []

    def mark(self, kind, spans, words, verdict, why="", *, is_open=False):
        self.pieces.append(Piece(kind, spans, words, verdict, why, is_open))
        if verdict == "wrong" and why:
            self.errors.append(f"{kind}: {words!r} {why}")

    def miss(self, kind, words, spans):
        self.missed.append(Missed(kind, words, spans))
        self.errors.append(f"{kind}: missing {words!r}")


def scored(folder, only="*"):
    """The `Score` of all manuscripts of a folder with their golds."""
    whole = Score()
    for path in sorted(Path(folder).glob(f"{only}.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        stem = path.name.removesuffix(".gold.json")
        file = next(one for one in path.parent.glob(f"{stem}.*") if one.suffix != ".json")
        marked = _Marked(file.name, read(file.read_bytes(), file.name).as_json(), gold)
        for count in (_experts, _quotes, _paraphrases, _products, _faqs, _must_not):
            count(marked)
        whole.files[file.name] = marked
        whole.counts += marked.score.counts
        whole.wrong += marked.score.wrong
        whole.sureness.add(file.name, marked.plan, marked.pieces, marked.missed)
        if not _covered(marked.plan):
            whole.lost.append(file.name)
    return whole


def _words(text):
    plain = unicodedata.normalize("NFKC", str(text or "")).translate(_INVISIBLE)
    return re.findall(r"\w+", _MARKS.sub("", plain).casefold())


def _name(text):
    return " ".join(_words(text))


def _segment(text):
    plain = unicodedata.normalize("NFC", text).translate(_INVISIBLE)
    text = re.sub(r"\s+", " ", _MARKS.sub("'", plain))
    return text.strip(" '").rstrip(" .,;:!?-…–—'").strip(" '")


def _shop(name):
    bare = _SITE.sub("", re.sub(r"^(?:https?://)?(?:www\.)?", "", _name_with_points(name)))
    return re.sub(r"[\W_]+", "", bare.removeprefix("the ")) or None


def _name_with_points(name):
    return _MARKS.sub("", str(name or "").casefold()).strip()


def _places(text, words):
    """Where these words stand in the text, whatever marks and white space part them."""
    parts = [re.escape(word) for word in re.findall(r"\w+", str(words or "").translate(_INVISIBLE))]
    if not parts:
        return []
    found = re.finditer(r"(?<!\w)" + r"[\W_]{1,9}".join(parts) + r"(?!\w)", text, re.IGNORECASE)
    return [one.span() for one in found]


def _experts(marked):
    score, left = marked.score, list(marked.plan["experts"])
    for one in marked.gold.get("experts", []):
        names = [_name(name) for name in (one["name"], *one.get("name_alt", []))]
        found = next((read for read in left if _name(read["name"]) in names), None)
        if found:
            left.remove(found)
            verdict = "free" if one.get("optional") else "right"
            marked.mark("experts", [found["span"]], found["name"], verdict)
        if not one.get("optional"):
            score.add("experts", hit=bool(found), missed=not found)
            if not found:
                marked.miss("experts", one["name"], _places(marked.text, one["name"]))
    score.add("experts", false=len(left))
    for one in left:
        marked.mark("experts", [one["span"]], one["name"], "wrong", "is nobody of the gold")


def _quotes(marked):
    score, plan, gold = marked.score, marked.plan, marked.gold
    left = [one for one in plan["quotes"] if one["kind"] != "paraphrase"]
    for wanted in (one for one in gold.get("quotes", []) if one.get("kind") != "paraphrase"):
        found = _same_words(wanted, left, plan)
        for one in found:
            if one in left:
                left.remove(one)
            _mark_quote(marked, wanted, one)
        if wanted.get("optional"):
            continue
        score.add("quotes", hit=bool(found), missed=not found)
        if found:
            _speaker(score, wanted, found)
        else:
            places = [at for words in wanted["segments"] for at in _places(marked.text, words)]
            marked.miss("quotes", wanted["segments"][0][:60], places)
    ignored = [_segment(words) for words in gold.get("ignore_quotes_in", [])]
    stray = [one for one in left if not _lies_in(one, ignored)]
    score.add("quotes", false=len(stray))
    for one in stray:
        why = f"is no quote of the gold (given to {one['speaker']!r})"
        _mark_words(marked, one, "wrong", why)


def _same_words(wanted, left, plan):
    """The quotes of the plan with these segments: one, or several where it may be split."""
    for segments in (wanted["segments"], *wanted.get("alt_segments", [])):
        key = [_segment(words) for words in segments]
        pool = [*left, *(plan["quotes"] if wanted.get("kind_any") else [])]
        for one in pool:
            if [_segment(words) for words in one["segments"]] == key:
                return [one]
    if not wanted.get("may_split"):
        return []
    key, parts = [_segment(words) for words in wanted["segments"]], []
    for one in left:
        own = [_segment(words) for words in one["segments"]]
        if key[: len(own)] == own:
            parts.append(one)
            key = key[len(own) :]
    return [] if key else parts


def _mark_quote(marked, wanted, quote):
    if _is_speaker(wanted, quote["speaker"]) or quote["speaker"] is None:
        is_right = _is_speaker(wanted, quote["speaker"])
        verdict = "free" if wanted.get("optional") else "right" if is_right else "wrong"
        _mark_words(marked, quote, verdict, "" if is_right else f"open, is {wanted['speaker']!r}")
    else:
        why = f"given to {quote['speaker']!r}, is {wanted.get('speaker')!r}"
        _mark_words(marked, quote, "wrong", why)


def _mark_words(marked, quote, verdict, why):
    is_open = quote["speaker"] is None
    marked.mark("quotes", quote["spans"], quote["segments"][0][:60], verdict, why, is_open=is_open)


def _is_speaker(wanted, name):
    right = [wanted.get("speaker"), *wanted.get("speaker_alt", [])]
    return _name(name) in {_name(one) for one in right}


def _speaker(score, wanted, found):
    read = [one["speaker"] for one in found]
    if all(_is_speaker(wanted, name) for name in read):
        score.add("speakers", hit=1)
    else:
        guessed = any(name and not _is_speaker(wanted, name) for name in read)
        score.add("speakers", missed=1, false=int(guessed))


def _paraphrases(marked):
    """Marked where the gold has them; others cost nothing, and the micro-F1 has none."""
    for wanted in (one for one in marked.gold.get("quotes", []) if one["kind"] == "paraphrase"):
        sought = _name(wanted["text_contains"])
        for one in marked.plan["quotes"]:
            spans = " ".join(marked.text[start:end] for start, end in one["spans"])
            said = _name(spans) + " " + _name(" ".join(one["segments"]))
            if one["kind"] == "paraphrase" and sought in said and wanted["speaker"] != "*":
                _mark_quote(marked, wanted, one)


def _lies_in(quote, regions):
    return any(all(_segment(words) in region for words in quote["segments"]) for region in regions)


def _products(marked):
    left, score = list(marked.plan["products"]), marked.score
    wanted = sorted(marked.gold.get("products", []), key=lambda one: -len(one["name_contains"]))
    for one in wanted:
        found = next((p for p in left if _fits(one, p) and _of_brand(one, p)), None)
        found = found or next((p for p in left if _fits(one, p)), None)
        if found:
            left.remove(found)
            _mark_product(marked, one, found)
        if not one.get("optional"):
            score.add("products", hit=bool(found), missed=not found)
            _offers(marked, one, found)
            if not found:
                name = one["name_contains"]
                places = [at for o in one["offers"] for at in _amount_places(marked, o, None)]
                marked.miss("products", name, _places(marked.text, name) + places)
    score.add("products", false=len(left))
    score.add("offers", false=sum(len(one["offers"]) for one in left))
    for one in left:
        name = f"{one['brand']} | {one['name']}"
        why = "is no product of the gold"
        marked.mark("products", [one["span"]], name, "wrong", why, is_open=one["brand"] is None)
        for offer in one["offers"]:
            marked.mark("offers", [one["span"]], _shown(one, offer), "wrong", why)


def _mark_product(marked, wanted, found):
    brands = [_words(one) for one in (wanted["brand"], *wanted.get("brand_alt", []))]
    is_right = _words(found["brand"]) in brands if found["brand"] else _may_be_open(wanted)
    verdict = "free" if wanted.get("optional") else "right" if is_right else "wrong"
    why = "" if is_right else f"brand {found['brand']!r}, is {wanted['brand']!r}"
    name = f"{found['brand']} | {found['name']}"
    marked.mark("products", [found["span"]], name, verdict, why, is_open=found["brand"] is None)


def _may_be_open(wanted):
    return wanted["brand"] is None or bool(wanted.get("brand_null_ok"))


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


def _offers(marked, product, found):
    score, left = marked.score, list(found["offers"]) if found else []
    for one in product["offers"]:
        keys = [_offer({**one, "retailer": name}) for name in _shops_of(one)]
        right = next((offer for offer in left if _offer(offer) in keys), None)
        if right:
            left.remove(right)
            verdict = "free" if one.get("optional") else "right"
            marked.mark("offers", [found["span"]], _shown(found, right), verdict)
        if not one.get("optional"):
            score.add("offers", hit=bool(right), missed=not right)
            if not right:
                marked.miss("offers", _shown(product, one), _amount_places(marked, one, found))
    lenient = any(one.get("optional") for one in product["offers"])
    stray = [one for one in left if not (lenient and one["price"] is None)]
    score.add("offers", false=len(stray))
    for one in stray:
        # A shop that is null asserts nothing; an amount does.
        is_open = one["retailer"] is None and any(
            _offer(one)[1:] == _offer(wanted)[1:] for wanted in product["offers"]
        )
        is_open = is_open or one["price"] is None
        why = "is none of " + "; ".join(_offer_shown(wanted) for wanted in product["offers"])
        marked.mark("offers", [found["span"]], _shown(found, one), "wrong", why, is_open=is_open)


def _amount_places(marked, offer, found):
    """Where an offer's amounts stand, as written or with a comma; its product's own line too."""
    places = [tuple(found["span"])] if found else []
    for key in ("price", "price_max", "list_price"):
        whole, _, cents = str(offer.get(key) or "").partition(".")
        if whole:
            point = rf"(?:[.,]{cents})" + ("?" if not cents.strip("0") else "")
            number = rf"(?<![\d.,]){whole}{point if cents else ''}(?!\d)"
            places += [one.span() for one in re.finditer(number, marked.text)]
    return places


def _shown(product, offer):
    name = product.get("name_contains") or product["name"]
    return f"{name}: {_offer_shown(offer)}"


def _offer_shown(offer):
    most = f"–{offer['price_max']}" if offer.get("price_max") else ""
    former = f" was {offer['list_price']}" if offer.get("list_price") else ""
    kind, currency = offer.get("price_kind"), offer.get("currency")
    return f"{offer['price']}{most} {currency} {kind} at {offer['retailer']}{former}"


def _shops_of(offer):
    """The names an offer's shop may have: its web address is the shop's, too."""
    names = [offer.get("retailer"), *offer.get("retailer_alt", [])]
    return [
        *names,
        *(_DOMAINS[str(name).lower()] for name in names if str(name).lower() in _DOMAINS),
    ]


def _offer(offer):
    amounts = [
        Decimal(offer[key]).normalize() if offer.get(key) else None
        for key in ("price", "price_max", "list_price")
    ]
    kind, currency = offer.get("price_kind") or None, offer.get("currency") or None
    return (_shop(offer.get("retailer")), *amounts, kind, currency)


def _faqs(marked):
    score = marked.score
    left = {_question(one["question"]): one for one in marked.plan["faqs"]}
    for one in marked.gold.get("faqs", []):
        found = left.pop(_question(one["question"]), None)
        if found is None:
            score.add("faqs", missed=1)
            marked.miss("faqs", one["question"], _places(marked.text, one["question"]))
            continue
        right = _answers(one, found["answer"])
        score.add("faqs", hit=int(right), false=int(not right), missed=int(not right))
        why = "" if right else f"answered {str(found['answer'])[:40]!r}"
        verdict = "right" if right else "wrong"
        is_open = found["answer"] is None
        marked.mark("faqs", [found["span"]], found["question"], verdict, why, is_open=is_open)
    score.add("faqs", false=len(left))
    for one in left.values():
        why, is_open = "is no question of the gold", one["answer"] is None
        marked.mark("faqs", [one["span"]], one["question"], "wrong", why, is_open=is_open)


def _question(text):
    return " ".join(_words(re.sub(r"^\s*q\s*[:.]\s*", "", text.casefold())))


def _answers(wanted, answer):
    if wanted["answer_startswith"] is None:
        return not answer
    said = _name(answer)
    ends = _name(wanted.get("answer_endswith"))
    return said.startswith(_name(wanted["answer_startswith"])) and said.endswith(ends)


def _must_not(marked):
    plan, score, banned = marked.plan, marked.score, marked.gold.get("must_not", {})
    amounts = {Decimal(str(one)).normalize() for one in banned.get("prices", [])}
    for offer in (offer for product in plan["products"] for offer in product["offers"]):
        for amount in _offer(offer)[1:4]:
            if amount in amounts:
                score.wrong.append(f"{marked.file}: {amount} is no price")
    people = {one["name"] for one in plan["experts"]} | {one["speaker"] for one in plan["quotes"]}
    for person in filter(None, people):
        for words in banned.get("experts", []):
            if f" {_name(words)} " in f" {_name(person)} ":
                score.wrong.append(f"{marked.file}: {words} is nobody")


def _covered(plan):
    text = plan["source"]["text"]
    depth = [0] * len(text)
    for start, end in [one["span"] for one in (*plan["blocks"], *plan["unplaced"])]:
        for at in range(start, end):
            depth[at] += 1
    return all(
        count == 1 for count, character in zip(depth, text, strict=True) if not character.isspace()
    )


def lines(score, *, errors):
    """What is printed of a `Score`: a manuscript a line, and what the sureness is worth."""
    for name, one in score.files.items():
        yield f"{one.score.f1():.3f} {name}"
        yield from (f"      {error}" for error in one.errors if errors)
    yield from told(score.sureness, errors=errors)
    kinds = ", ".join(f"{kind} {score.f1(kind):.3f}" for kind in KINDS)
    yield f"micro-F1 {score.f1():.3f} ({kinds})"
    yield f"must not be: {len(score.wrong)} {score.wrong or ''}  lost words in: {score.lost}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Score the manuscripts of a folder.")
    parser.add_argument("folder")
    parser.add_argument("--only", default="*", metavar="PATTERN", help="names of manuscripts")
    parser.add_argument("--errors", action="store_true", help="name all that differs")
    asked = parser.parse_args()
    for line in lines(scored(asked.folder, asked.only), errors=asked.errors):
        sys.stdout.write(line + "\n")
