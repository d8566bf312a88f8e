"""What a list of the admin says about itself: which filters hold, and why it is empty."""

from dataclasses import dataclass

from django.contrib import admin
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst


@dataclass(frozen=True)
class Chip:
    """One thing that narrows the list, and the address without it."""

    name: str
    value: str
    without: str


@dataclass(frozen=True)
class ChangelistState:
    chips: list
    empty_text: str
    links: list  # (title, address) of what to do about an empty list

    @property
    def is_narrowed(self):
        return bool(self.chips)


def filled_filter(field, empty, filled):
    """An entry of `list_filter` in words: Django calls what a field holds “Empty”, “Not empty”."""

    class FilledFilter(admin.EmptyFieldListFilter):
        def choices(self, changelist):
            told = zip(super().choices(changelist), ("All", empty, filled), strict=True)
            return [choice | {"display": words} for choice, words in told]

    return field, FilledFilter


def changelist_state(cl):
    chips = [*_search(cl), *_filters(cl), *_dates(cl)]
    if chips:
        return ChangelistState(chips, _nothing_of(cl, chips), [])
    text = getattr(cl.model_admin, "empty_text", "") or f"No {cl.opts.verbose_name_plural} yet."
    return ChangelistState(chips, text, _links(getattr(cl.model_admin, "empty_link", None)))


def _search(cl):
    if cl.query:
        yield Chip("search", f"“{cl.query}”", cl.get_query_string(remove=["q"]))


def _filters(cl):
    for spec in cl.filter_specs:
        choices = list(spec.choices(cl))
        for place, choice in enumerate(choices):
            if choice.get("selected") and place:  # the first one is “All”
                yield Chip(
                    capfirst(str(spec.title)), str(choice["display"]), choices[0]["query_string"]
                )


def _dates(cl):
    if not cl.date_hierarchy:
        return
    key = f"{cl.date_hierarchy}__"
    parts = [
        str(cl.params[f"{key}{part}"])
        for part in ("year", "month", "day")
        if f"{key}{part}" in cl.params
    ]
    if parts:
        yield Chip("date", "-".join(parts), cl.get_query_string(remove=[key]))


def _nothing_of(cl, chips):
    """A filter may say why nothing fits it: `empty_texts` (value → sentence) on its class."""
    if len(chips) == 1:
        for spec in cl.filter_specs:
            texts = getattr(spec, "empty_texts", {})
            value = getattr(spec, "value", lambda: None)()
            if value in texts:
                return texts[value]
    return f"No {cl.opts.verbose_name_plural} match these filters."


def _links(link):
    if not link:
        return []
    title, name = link
    try:
        return [(title, reverse(f"admin:{name}"))]
    except NoReverseMatch:
        return []
