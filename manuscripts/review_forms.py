"""The forms of a review: what was read about one thing, for an editor to accept or change."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.safestring import SafeString

from backoffice.widgets import AdminTagField
from core.tags import tags_from_string
from faq.question_marks import NO_QUESTION_MARK, ends_in_question_mark
from manuscripts.column_limits import COLUMNS
from manuscripts.matches import namesakes
from manuscripts.models import Proposal
from manuscripts.name_titles import is_credential, name_and_titles, problem_of_name
from manuscripts.offer_forms import MAX_OFFERS, OfferForm, OfferRow, is_same_value
from manuscripts.review_context import ReviewContext
from manuscripts.review_fields import fields_html, text_field, words_field
from manuscripts.review_stretches import start_of
from manuscripts.shop_addresses import address_doubt
from products.models import Product

Kind, Decision = Proposal.Kind, Proposal.Decision
_NEW, _NOBODY = "", "0"
_LINES = ("pros", "cons")
_SAID = ("best_for", "note", *_LINES)


class ReviewForm(forms.Form):
    """What an editor may say about one proposal; `edited` and `record` are what `decide` takes."""

    apart: tuple[str, ...] = ("record",)  # fields that are no words of the proposal

    def __init__(
        self, proposal: Proposal, context: ReviewContext, data: Mapping[str, Any] | None = None
    ) -> None:
        self.proposal, self.context = proposal, context
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
                choices=[*choices, (self.none_of_these, "None of these: create a new one")],
                coerce=lambda key: int(key) or None,
                empty_value=None,
                required=self.must_choose,
                error_messages={"required": "Choose who of these it is, or that it is none."},
            )

    @property
    def must_choose(self) -> bool:
        """Whether somebody of the same name is on file: nothing stands there before it is said."""
        return self.proposal.kind == Kind.EXPERT and bool(namesakes(self.proposal.near))

    @property
    def none_of_these(self) -> str:
        """What stands for a new row: where that is the choice until another is made, nothing."""
        return _NOBODY if self.must_choose else _NEW

    @property
    def is_asked(self) -> bool:
        """Whether rows on file come near, and none of them is the one for certain."""
        return bool(self.proposal.near) and self.proposal.near[0]["score"] < 1

    @property
    def record_is_open(self) -> bool:
        """Whether the import makes a new row of it, as far as anybody can tell now."""
        return self.proposal.record is None and self.proposal.kind in (Kind.EXPERT, Kind.PRODUCT)

    @property
    def near(self) -> Iterator[dict[str, Any]]:
        """The rows on file with their scores, and which of them is chosen."""
        for place, one in enumerate(self.proposal.near):
            is_chosen = self.chosen == str(one["pk"])
            yield {**one, "place": place, "is_chosen": is_chosen}

    @property
    def chosen(self) -> str:
        """What is chosen, as it stands in the form: the key of a row, or `none_of_these`."""
        value = self["record"].value()
        if not self.is_bound and not value and self.proposal.decision == Decision.ACCEPTED:
            return self.none_of_these
        return str(value or _NEW)

    @property
    def record(self) -> int | None:
        return self.cleaned_data["record"] if self.is_asked else self.proposal.record

    @property
    def edited(self) -> dict[str, Any]:
        """What stands in the form, in the words of the reading: what is empty there is None."""
        reading = self.proposal.reading
        values = {name: self.cleaned_data[name] for name in self.fields if name not in self.apart}
        return {
            name: None if value in ("", None) and reading.get(name) is None else value
            for name, value in values.items()
        }

    @property
    def fields_html(self) -> SafeString:
        return fields_html(one for one in self.visible_fields() if one.name not in self.apart)


class ArticleReviewForm(ReviewForm):
    title = words_field("Title", COLUMNS[Kind.ARTICLE, "title"].max_length, required=True)
    dek = text_field("Dek", rows=2, max_length=COLUMNS[Kind.ARTICLE, "dek"].max_length)
    authors = words_field(
        "Authors", 600, list="people-on-file", placeholder="Names, separated by commas"
    )
    tags = AdminTagField(label="Tags", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        content = self.proposal.content
        self.initial["tags"] = ", ".join(content["tags"])
        self.initial["authors"] = ", ".join(content.get("authors", ()))
        self.fields["tags"].widget.attrs["class"] = ""

    def clean_authors(self) -> list[str]:
        typed = [" ".join(name.split()) for name in self.cleaned_data["authors"].split(",")]
        names = [name_and_titles(name)[0] for name in typed if name and not is_credential(name)]
        names = list(dict.fromkeys(names))
        column = COLUMNS[Kind.EXPERT, "name"]
        known = self.proposal.content.get("authors", ())
        problems = [
            column.problem(name)
            or problem_of_name(name)
            or (name not in known and self.context.refusal_to_add(name))
            for name in names
        ]
        if wrong := [sentence for sentence in problems if sentence]:
            raise ValidationError(wrong)
        return names

    @property
    def edited(self) -> dict[str, Any]:
        edited = super().edited
        edited["authors"] = self.cleaned_data["authors"]
        if not edited["authors"] and not self.proposal.reading.get("authors"):
            del edited["authors"]
        # Only what is different: tags in another order are the same tags.
        read = self.proposal.reading["tags"]
        if sorted(edited["tags"]) == sorted(tags_from_string(",".join(read))):
            edited["tags"] = read
        return edited


class PersonReviewForm(ReviewForm):
    honorific = words_field("Title", COLUMNS[Kind.EXPERT, "honorific"].max_length)
    name = words_field("Name", COLUMNS[Kind.EXPERT, "name"].max_length, required=True)
    credentials = words_field("Credentials", COLUMNS[Kind.EXPERT, "credentials"].max_length)
    role = words_field("Role", COLUMNS[Kind.EXPERT, "role"].max_length)
    organization = words_field("Organization", COLUMNS[Kind.EXPERT, "organization"].max_length)

    def clean(self) -> dict[str, Any]:
        """Titles that were typed with the name stand in their own fields."""
        data = super().clean() or self.cleaned_data
        data["name"], titles = name_and_titles(" ".join(data.get("name", "").split()))
        data |= {key: title for key, title in titles.items() if title}
        if problem := problem_of_name(data["name"]):
            self.add_error("name", problem)
        return data


class QuoteReviewForm(ReviewForm):
    speaker = forms.ChoiceField(label="Said by", required=False)
    kind = forms.ChoiceField(
        label="Kind", choices=[("verbatim", "word for word"), ("paraphrase", "in our words")]
    )
    second_hand = words_field(
        "First said in",
        COLUMNS[Kind.QUOTE, "second_hand"].max_length,
        placeholder="another publication",
    )
    # Somebody who was not read
    new_name = words_field("Name", COLUMNS[Kind.EXPERT, "name"].max_length, list="people-on-file")
    new_role = words_field("Role", COLUMNS[Kind.EXPERT, "role"].max_length)
    new_organization = words_field("Organization", COLUMNS[Kind.EXPERT, "organization"].max_length)
    of_newcomer = ("new_name", "new_role", "new_organization")
    apart = ("record", *of_newcomer)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        speaker = self.proposal.content["speaker"]
        left_out = [(speaker, f"{speaker} (left out)")]
        if not speaker or self.context.people.get(speaker):
            left_out = []
        field: Any = self.fields["speaker"]
        people = ((name, called) for name, called in self.context.people.items() if called)
        field.choices = [("", "not known"), *people, *left_out]
        wanted = [speaker, self["speaker"].value(), *self.proposal.reading["candidates"]]
        near = self.context.people_near(start_of(self.proposal), wanted)
        field.widget.choices = [("", "not known"), *near, *left_out]

    def clean_new_name(self) -> str:
        name = " ".join(self.cleaned_data["new_name"].split())
        called = name_and_titles(name)[0]
        refusal = problem_of_name(called) or (name and self.context.refusal_to_add(called))
        if refusal:
            raise ValidationError(refusal)
        return name

    @property
    def newcomer(self) -> dict[str, str] | None:
        """Who said it, named here: what `add_person` takes; None where nobody is."""
        data = self.cleaned_data
        if not data.get("new_name"):
            return None
        return {name.removeprefix("new_"): data[name] for name in self.of_newcomer}

    @property
    def newcomer_html(self) -> SafeString:
        return fields_html(self[name] for name in self.of_newcomer)


class WordsReviewForm(ReviewForm):
    """Words are mended or left: there is nothing to type."""


class QuestionReviewForm(ReviewForm):
    question = words_field("Question", COLUMNS[Kind.FAQ, "question"].max_length, required=True)
    answer = text_field("Answer", rows=3, max_length=20_000)

    def clean_question(self) -> str:
        question: str = self.cleaned_data["question"]
        if not ends_in_question_mark(question):
            raise ValidationError(NO_QUESTION_MARK)
        return question


class ProductReviewForm(ReviewForm):
    brand = words_field("Brand", COLUMNS[Kind.PRODUCT, "brand"].max_length)
    name = words_field("Name", COLUMNS[Kind.PRODUCT, "name"].max_length, required=True)
    size = words_field("Size", COLUMNS[Kind.PRODUCT, "size"].max_length)
    # What the article says of it, kept at its pick
    best_for = words_field("Best for", COLUMNS[Kind.PRODUCT, "best_for"].max_length)
    note = text_field("Note", rows=1, max_length=2_000)
    pros = text_field("Pros, one per line", rows=1, max_length=2_000)
    cons = text_field("Cons, one per line", rows=1, max_length=2_000)

    def __init__(
        self, proposal: Proposal, context: ReviewContext, data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(proposal, context, data)
        for name in _LINES:
            self.initial[name] = "\n".join(proposal.content.get(name) or ())
        read = proposal.content["offers"]
        count = len(read) + 1
        if data is not None:
            typed = str(data.get(f"{self.prefix}-offers", ""))
            limit = max(count, MAX_OFFERS)
            count = min(int(typed) if typed.isdecimal() and len(typed) < 4 else 0, limit)
        self.rows = [self._row(at, read[at] if at < len(read) else {}, data) for at in range(count)]

    def _row(self, at: int, read: dict[str, Any], data: Mapping[str, Any] | None) -> OfferRow:
        filled = {name: value for name, value in read.items() if value is not None}
        form = OfferForm(data, prefix=f"{self.prefix}-{at}", auto_id="id_%s", initial=filled)
        url, shop = form["url"].value(), form["retailer"].value()
        doubt = address_doubt(url, shop, self.context.shops) if url else ""
        return OfferRow(form, read, self.context.offer(self.proposal.record, read), doubt)

    @property
    def fields_html(self) -> SafeString:
        return fields_html(self[name] for name in ("brand", "name", "size"))

    @property
    def said_html(self) -> SafeString:
        """What a card says of it; where it says nothing, the article is the place to say it."""
        return fields_html(self[name] for name in _SAID)

    @property
    def is_said(self) -> bool:
        return any(self[name].value() or self[name].errors for name in _SAID)

    @property
    def offers(self) -> list[OfferRow]:
        return [row for row in self.rows if row.read or not row.form.is_blank]

    @property
    def blank(self) -> OfferRow | None:
        """The row for another offer."""
        return next((row for row in reversed(self.rows) if row not in self.offers), None)

    @property
    def on_file(self) -> Product | None:
        record = self.proposal.record
        return self.context.products.get(record) if record is not None else None

    def is_valid(self) -> bool:
        # All of them, so that every sentence is said at once.
        forms_ = [row.form for row in self.rows]
        for form in forms_:
            if form.is_valid() and form.has_new_address:
                form.clean_for_shop(self.context.shops)
        return all([super().is_valid(), *[form.is_valid() for form in forms_]])

    @property
    def edited(self) -> dict[str, Any]:
        offers = [row.form.as_read for row in self.rows]
        edited = {**super().edited, "offers": [self._as_read(one) for one in offers if one]}
        for name in _LINES:
            said = [*filter(None, map(str.strip, edited.pop(name).splitlines()))]
            if said or self.proposal.reading.get(name):
                edited[name] = said
        return edited

    def _as_read(self, offer: dict[str, Any]) -> dict[str, Any]:
        """The offer as it was read where only the writing of its amounts differs: “19”, “19.00”."""
        known: list[dict[str, Any]] = self.proposal.reading["offers"]
        for read in known:
            if all(is_same_value(offer[name], read.get(name)) for name in offer):
                return read
        return offer


FORMS: dict[str, type[ReviewForm]] = {
    Kind.ARTICLE: ArticleReviewForm,
    Kind.EXPERT: PersonReviewForm,
    Kind.QUOTE: QuoteReviewForm,
    Kind.PRODUCT: ProductReviewForm,
    Kind.FAQ: QuestionReviewForm,
    Kind.WORDING: WordsReviewForm,
}
