"""
The proposals of a manuscript as cards to decide about: what was read, as a small form, beside what
is on file. A card knows its own words in one line, and what is wrong with what was typed into it.
"""

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.html import format_html, format_html_join

from backoffice.widgets import AdminTagField
from core.tags import tags_from_string
from manuscripts.marking import spans_of
from manuscripts.matching import folded
from manuscripts.models import Proposal
from people.models import Person
from products.currencies import MINOR_UNITS
from products.forms import AmountField
from products.models import Observation, Offer, PriceKind, PricePoint, Product, RetailerDomain

Kind, Decision = Proposal.Kind, Proposal.Decision
MAX_OFFERS = 30  # of one product
_NEW = ""


class ReadForm(forms.Form):
    """What an editor may say of one proposal; `edited` and `record` are what `decide` takes."""

    def __init__(self, proposal, facts, data=None):
        self.proposal, self.facts = proposal, facts
        super().__init__(
            data,
            prefix=f"p{proposal.pk}",
            auto_id="id_%s",
            initial={**proposal.content, "record": proposal.record or _NEW},
        )
        if self.is_asked:
            choices = [(one["pk"], one["name"]) for one in proposal.near]
            self.fields["record"] = forms.TypedChoiceField(
                label="On file",
                choices=[*choices, (_NEW, "None of these: make a new one")],
                coerce=int,
                empty_value=None,
                required=False,
            )

    @property
    def is_asked(self):
        """Whether rows on file come near, and none of them is the one for certain."""
        return bool(self.proposal.near) and self.proposal.near[0]["score"] < 1

    @property
    def record_is_open(self):
        """Whether the import makes a new row of it, as far as anybody can tell now."""
        return self.proposal.record is None and self.proposal.kind in (Kind.EXPERT, Kind.PRODUCT)

    @property
    def near(self):
        """The rows on file with their scores, and which of them is chosen."""
        for place, one in enumerate(self.proposal.near):
            is_chosen = self.chosen == str(one["pk"])
            percent = round(one["score"] * 100)
            yield {**one, "percent": percent, "place": place, "is_chosen": is_chosen}

    @property
    def chosen(self):
        """The key of the row that is chosen, as it stands in the form; "" for a new one."""
        return str(self["record"].value() or _NEW)

    @property
    def record(self):
        return self.cleaned_data["record"] if self.is_asked else self.proposal.record

    @property
    def edited(self):
        """What stands in the form, in the words of the reading: what is empty there is None."""
        reading = self.proposal.reading
        said = {name: self.cleaned_data[name] for name in self.fields if name != "record"}
        return {
            name: None if value in ("", None) and reading.get(name) is None else value
            for name, value in said.items()
        }

    @property
    def fields_html(self):
        return fields_html(bound for bound in self.visible_fields() if bound.name != "record")


def fields_html(fields):
    """Fields in their grid, written without a template: a long review has hundreds of them."""
    rows = format_html_join(
        "",
        '<div class="f f-{}"><label for="{}">{}</label>{}{}</div>',
        ((f.name, f.id_for_label, f.label, f, f.errors if f.errors else "") for f in fields),
    )
    return format_html('<div class="fields">{}</div>', rows)


def _words(label, longest, *, required=False, **attrs):
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget)


def _text(label, *, rows, longest=None, required=False):
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget)


class ArticleCardForm(ReadForm):
    title = _words("Title", 200, required=True)
    dek = _text("Dek", rows=2, longest=400)
    tags = AdminTagField(label="Tags", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["tags"] = ", ".join(self.proposal.content["tags"])
        self.fields["tags"].widget.attrs["class"] = ""

    @property
    def edited(self):
        said = super().edited
        # Only what is different: tags in another order are the same tags.
        if sorted(said["tags"]) == sorted(
            tags_from_string(",".join(self.proposal.reading["tags"]))
        ):
            said["tags"] = self.proposal.reading["tags"]
        return said


class PersonCardForm(ReadForm):
    honorific = _words("Title", 30)
    name = _words("Name", 120, required=True)
    credentials = _words("Credentials", 80)
    role = _words("Role", 160)
    organization = _words("Organization", 160)


class QuoteCardForm(ReadForm):
    speaker = forms.ChoiceField(label="Said by", required=False)
    kind = forms.ChoiceField(
        label="Kind", choices=[("verbatim", "word for word"), ("paraphrase", "in our words")]
    )
    second_hand = _words("First said in", 120, placeholder="another publication")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = [(name, said) for name, said in self.facts.people.items() if said]
        known = {name for name, _ in people}
        speaker = self.proposal.content["speaker"]
        if speaker and speaker not in known:  # left out meanwhile
            people.append((speaker, f"{speaker} (left out)"))
        self.fields["speaker"].choices = [("", "open: nobody can tell"), *people]


class QuestionCardForm(ReadForm):
    question = _words("Question", 250, required=True)
    answer = _text("Answer", rows=3, longest=20_000)

    def clean_question(self):
        question = self.cleaned_data["question"]
        if not question.rstrip().endswith(("?", "؟", "？")):
            raise ValidationError("A question ends in a question mark.")
        return question


class OfferRowForm(forms.Form):
    """One offer of a product: a row whose cells are all empty says nothing."""

    retailer = _words("Retailer", 120)
    price = AmountField(label="Price", required=False)
    price_max = AmountField(label="To", required=False)
    price_kind = forms.ChoiceField(label="Kind", choices=PriceKind.choices, required=False)
    list_price = AmountField(label="Before", required=False)
    currency = forms.CharField(
        label="Currency",
        max_length=3,
        required=False,
        widget=forms.TextInput(attrs={"size": 4, "maxlength": 3}),
    )
    url = _words("Address", 2000, inputmode="url")
    remove = forms.BooleanField(label="Remove", required=False)

    def clean_url(self):
        address = self.cleaned_data["url"]
        if address:
            try:
                URLValidator(schemes=["http", "https"])(address)
            except ValidationError:
                raise ValidationError("An address begins with https:// or http://.") from None
        return address

    def clean_currency(self):
        return self.cleaned_data["currency"].upper()

    @property
    def fields_html(self):
        return fields_html(self.visible_fields())

    @property
    def is_blank(self):
        names = ("retailer", "price", "price_max", "list_price", "url")
        return not any((self[name].value() or "").strip() for name in names)

    def clean(self):
        said = self.cleaned_data
        if said.get("remove") or self.is_blank:
            self._errors.clear()
            return said
        if not (said.get("retailer") or said.get("url") or self.errors.get("url")):
            self.add_error("retailer", "Name the retailer, or give the address of the page.")
        if not ({"price", "price_max", "list_price", "currency"} & {*self.errors}):
            self._clean_price(said)
        return said

    def _clean_price(self, said):
        amounts = {name: said.get(name) for name in ("price", "price_max", "list_price")}
        if said["currency"] and said["currency"] not in MINOR_UNITS:
            self.add_error("currency", f"{said['currency']} is no currency in use: “USD”, “EUR”.")
            return
        if all(amount is None for amount in amounts.values()):
            return
        if amounts["price"] is None:
            self.add_error("price", "Give the price itself, too.")
            return
        if not said["currency"]:
            self.add_error("currency", "A price needs its currency: “USD”, “EUR”.")
            return
        seen = Observation(
            offer=None,
            currency=said["currency"],
            price_kind=said.get("price_kind") or "exact",
            **amounts,
        )
        for problem in seen.problems():
            if problem.column in self.fields:
                self.add_error(problem.column, problem.why)

    @property
    def said(self):
        """The offer as the plan writes it, or None where the row says nothing."""
        if self.cleaned_data.get("remove") or self.is_blank:
            return None
        said = self.cleaned_data
        amounts = {
            name: None if said[name] is None else format(said[name], "f")
            for name in ("price", "price_max", "list_price")
        }
        has_price = amounts["price"] is not None
        return {
            "retailer": said["retailer"] or None,
            "url": said["url"] or None,
            **amounts,
            "price_kind": (said["price_kind"] or "exact") if has_price else None,
            "currency": said["currency"] or None,
        }


@dataclass
class OfferRow:
    """An offer's form beside the price on file."""

    form: OfferRowForm
    read: dict = field(default_factory=dict)
    on_file: Offer | None = None

    @property
    def reads(self):
        return price_text(self.read)

    @property
    def has_news(self):
        """Whether the manuscript gives another price than the one on file."""
        return self.on_file is not None and bool(self.reads) and self.reads != self.price_on_file

    @property
    def price_on_file(self):
        current = self.on_file.current if self.on_file else None
        return current.text_with_list_price if current else "no price"


def price_text(offer):
    """“$19 (originally $22)”, or "" where there is no price that makes sense."""
    try:
        amounts = {
            name: Decimal(offer[name]) if offer.get(name) else None
            for name in ("price", "price_max", "list_price")
        }
        if amounts["price"] is None:
            return ""
        point = PricePoint(
            currency=offer["currency"], price_kind=offer.get("price_kind") or "exact", **amounts
        )
        return point.text_with_list_price
    except (InvalidOperation, KeyError, ValueError, TypeError):
        return f"{offer.get('price', '')} {offer.get('currency') or ''}".strip()


class ProductCardForm(ReadForm):
    brand = _words("Brand", 120)
    name = _words("Name", 200, required=True)
    size = _words("Size", 40)

    def __init__(self, proposal, facts, data=None):
        super().__init__(proposal, facts, data)
        read = proposal.content["offers"]
        count = len(read) + 1
        if data is not None:
            typed = str(data.get(f"{self.prefix}-offers", ""))
            most = max(count, MAX_OFFERS)
            count = min(int(typed) if typed.isdecimal() and len(typed) < 4 else 0, most)
        self.rows = [self._row(at, read[at] if at < len(read) else {}, data) for at in range(count)]

    def _row(self, at, read, data):
        filled = {name: value for name, value in read.items() if value is not None}
        form = OfferRowForm(data, prefix=f"{self.prefix}-{at}", auto_id="id_%s", initial=filled)
        return OfferRow(form, read, self.facts.offer(self.proposal.record, read))

    @property
    def offers(self):
        return [row for row in self.rows if row.read or not row.form.is_blank]

    @property
    def blank(self):
        """The row for one offer more."""
        return next((row for row in reversed(self.rows) if row not in self.offers), None)

    @property
    def on_file(self):
        return self.facts.products.get(self.proposal.record)

    def is_valid(self):
        # All of them, so that every sentence is said at once.
        return all([super().is_valid(), *[row.form.is_valid() for row in self.rows]])

    @property
    def edited(self):
        offers = [row.form.said for row in self.rows]
        return {**super().edited, "offers": [_as_read(one, self) for one in offers if one]}


def _as_read(offer, form):
    """The offer as it was read where only the writing of its amounts differs (“19” and “19.00”)."""
    for read in form.proposal.reading["offers"]:
        if all(_same(offer[name], read.get(name)) for name in offer):
            return read
    return offer


def _same(one, other):
    if one == other:
        return True
    try:
        return Decimal(one) == Decimal(other)
    except (InvalidOperation, TypeError, ValueError):
        return False


FORMS = {
    Kind.ARTICLE: ArticleCardForm,
    Kind.EXPERT: PersonCardForm,
    Kind.QUOTE: QuoteCardForm,
    Kind.PRODUCT: ProductCardForm,
    Kind.FAQ: QuestionCardForm,
}


class Facts:
    """What the cards of one manuscript need to know besides: its people, and what is on file."""

    def __init__(self, proposals):
        self.people = {
            one.reading["name"]: "" if one.decision == Decision.REJECTED else one.content["name"]
            for one in proposals
            if one.kind == Kind.EXPERT
        }
        self._products = {one.record for one in proposals if one.kind == Kind.PRODUCT} - {None}
        self._persons = {one.record for one in proposals if one.kind == Kind.EXPERT} - {None}

    @cached_property
    def products(self):
        return Product.objects.select_related("brand").in_bulk(self._products)

    @cached_property
    def persons(self):
        return Person.objects.in_bulk(self._persons)

    @cached_property
    def _offers(self):
        """`{product: {name or host of a retailer: offer}}` of the products on file."""
        found = {}
        offers = list(
            Offer.objects.filter(product__in=self._products, variant="").select_related(
                "retailer", "current"
            )
        )
        hosts = {}
        shops = {offer.retailer_id for offer in offers}
        for row in RetailerDomain.objects.filter(retailer__in=shops):
            hosts.setdefault(row.retailer_id, []).append(row.domain)
        for offer in offers:
            names = [folded(offer.retailer.name), *hosts.get(offer.retailer_id, [])]
            found.setdefault(offer.product_id, {}).update(dict.fromkeys(names, offer))
        return found

    def offer(self, product, read):
        """The offer on file that a read one speaks of, or None."""
        if not product or not read:
            return None
        known = self._offers.get(product, {})
        names = [folded(read.get("retailer")), (read.get("retailer") or "").lower()]
        return next((known[n] for n in [*names, *_hosts(read.get("url"))] if n in known), None)


def _hosts(url):
    """“https://www.shop.example/x” → shop.example, example: the names its host may be known by."""
    try:
        parts = (urlsplit(url or "").hostname or "").removeprefix("www.").split(".")
    except ValueError:
        return []
    return [".".join(parts[at:]) for at in range(len(parts) - 1)]


@dataclass
class Card:
    """One proposal, its form, and what happened to it."""

    proposal: Proposal
    facts: Facts
    form: ReadForm
    meanwhile: Proposal | None = None  # as somebody else decided while this was typed

    @classmethod
    def of(cls, proposal, facts, data=None):
        return cls(proposal, facts, FORMS[proposal.kind](proposal, facts, data))

    @property
    def kind(self):
        return self.proposal.kind

    @property
    def label(self):
        return "title" if self.kind == Kind.ARTICLE else self.proposal.get_kind_display()

    @property
    def template(self):
        return f"admin/manuscripts/cards/{self.kind}.html"

    @property
    def start(self):
        spans = spans_of(self.proposal.reading)
        return spans[0][0] if spans else -1

    @property
    def has_words(self):
        return self.start >= 0

    @property
    def is_decided(self):
        return self.proposal.decision != Decision.OPEN

    @property
    def is_doubtful(self):
        return bool(self.proposal.doubts)

    @property
    def can_be_left_out(self):
        return self.kind != Kind.ARTICLE

    @property
    def is_unfolded(self):
        """Whether the form stands open: there is something to look at, or something is wrong."""
        waits = self.is_doubtful and not self.is_decided
        return bool(waits or self.meanwhile or self.form.is_bound)

    @property
    def news(self):
        """The offers whose price is another than the one on file."""
        return [row for row in getattr(self.form, "rows", []) if row.has_news]

    @property
    def person(self):
        return self.facts.persons.get(self.proposal.record) if self.kind == Kind.EXPERT else None

    @property
    def speaker(self):
        """Who said it, by the name the review gives them; "" while it is open."""
        name = self.proposal.content.get("speaker")
        return self.facts.people.get(name, name) or "" if name else ""

    @property
    def candidates(self):
        """`(name, what they are called)` of those it may have been, where it is open."""
        if self.kind != Kind.QUOTE or self.proposal.content.get("speaker"):
            return []
        named = [(name, self.facts.people.get(name, name)) for name in self._candidates]
        return [(name, said) for name, said in named if said]

    @property
    def _candidates(self):
        return self.proposal.reading.get("candidates") or []

    @property
    def words(self):
        """The proposal in one line."""
        said = self.proposal.content
        if self.kind == Kind.QUOTE:
            return " … ".join(said["segments"])
        if self.kind == Kind.PRODUCT:
            return " ".join(filter(None, [said["brand"], said["name"]]))
        if self.kind == Kind.EXPERT:
            return " ".join(filter(None, [said["honorific"], said["name"]]))
        return said["question"] if self.kind == Kind.FAQ else said["title"]

    @property
    def details(self):
        """A few words more, where the form is folded."""
        said = self.proposal.content
        if self.kind == Kind.EXPERT:
            parts = [said["credentials"], said["role"], said["organization"]]
        elif self.kind == Kind.PRODUCT:
            parts = [said["size"], *(_offer_text(offer) for offer in said["offers"])]
        elif self.kind == Kind.ARTICLE:
            parts = [said["dek"], ", ".join(said["tags"])]
        elif self.kind == Kind.FAQ:
            parts = [said["answer"] or "no answer"]
        else:
            parts = [self.speaker or "speaker open", said["second_hand"]]
        return " · ".join(filter(None, parts))

    @property
    def was_read(self):
        """`(label, words)` of what an editor changed: how it had been read."""
        edited = self.proposal.edited or {}
        return [
            (name.replace("_", " "), _as_words(self.proposal.reading.get(name))) for name in edited
        ]


def _offer_text(offer):
    return " ".join(filter(None, [offer.get("retailer"), price_text(offer)]))


def _as_words(value):
    if isinstance(value, list):
        told = [_offer_text(one) if isinstance(one, dict) else str(one) for one in value]
        return ", ".join(filter(None, told)) or "nothing"
    return value or "nothing"


@dataclass
class Group:
    """Cards under one heading."""

    key: str
    title: str
    cards: list
    is_folded: bool = False


@dataclass(frozen=True)
class Counts:
    doubts: int
    open: int
    accepted: int
    rejected: int

    @classmethod
    def of(cls, proposals):
        decisions = [one.decision for one in proposals]
        # What a correction left alone waits for nobody.
        waiting = [o for o in proposals if o.decision == Decision.OPEN and not o.unchanged]
        return cls(
            doubts=sum(bool(one.doubts) for one in waiting),
            open=len(waiting),
            accepted=decisions.count(Decision.ACCEPTED),
            rejected=decisions.count(Decision.REJECTED),
        )

    @property
    def sentence(self):
        if self.doubts:
            return f"{self.doubts} doubt{'' if self.doubts == 1 else 's'} left."
        return "No doubts left."


def in_groups(cards, before=""):
    """Doubts first, then what is sure, both as it is read; what a correction left alone is last."""
    cards = sorted(cards, key=lambda card: (card.start, card.kind, card.proposal.position))
    same = [card for card in cards if card.proposal.unchanged]
    others = [card for card in cards if not card.proposal.unchanged]
    doubtful = [card for card in others if card.is_doubtful]
    sure = [card for card in others if not card.is_doubtful]
    has_open = any(card.form.is_bound or card.meanwhile for card in same)
    groups = [
        Group("doubts", "To look at", doubtful),
        Group("sure", "Read without a doubt", sure),
        Group("unchanged", f"Unchanged since {before or 'the version before'}", same, not has_open),
    ]
    return [group for group in groups if group.cards]
