"""
Work to be done: the cards of the admin's first page, and the lists behind their numbers.

    worklist(
        Question, "unanswered", title="Questions without an answer", place=40,
        rows=lambda rows, user: rows.unanswered(),
        has_permission=lambda user: user.has_perm("faq.change_question"),
    )

A package registers its cards beside its admin. Card and list can't disagree: both ask the rows of
the model's admin (so what somebody may not see isn't counted either) through the same `rows`, the
card for its number and `WorklistFilter` for the list. Who can do nothing about it isn't shown the
card.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse

MAX_LISTED = 4  # under one number; the rest is behind it


@dataclass(frozen=True, kw_only=True)
class Worklist:
    model: type
    name: str  # in the address of the list: ?worklist=name
    title: str
    rows: Callable  # (queryset of the model, user) → those that wait
    has_permission: Callable  # user → whether they can do something about it
    place: int  # among the cards, the lowest first
    order: tuple = ("pk",)  # the most urgent first
    related: tuple = ()  # what naming a row reads, for `select_related`
    defer: tuple = ()  # large columns that naming a row doesn't read
    detail: Callable = lambda row: ""  # row → a few words beside its name
    count: Callable | None = None  # those rows → the number, where one stands for several
    address: Callable | None = None  # row → where it is worked on; by default its page in the admin
    asked: tuple = ()  # (parameter, value) of an older filter that asks for the same rows
    beside: str = ""  # the name of a page of the admin that shows the same in another way

    def is_for(self, request, site):
        """Whether the viewer can do something about it and may open the list."""
        model_admin = site._registry.get(self.model)
        return (
            model_admin is not None
            and self.has_permission(request.user)
            and model_admin.has_view_permission(request)
        )


_cards: list[Worklist] = []


def worklist(model, name, **facts):
    """Register a card; `facts` are the fields of `Worklist`."""
    if any(card.name == name and card.model is model for card in _cards):
        raise ValueError(f"{model._meta.label} already has a worklist called {name!r}.")
    _cards.append(Worklist(model=model, name=name, **facts))


@dataclass(frozen=True)
class Line:
    """One of the rows under a number."""

    text: str
    address: str
    detail: str


@dataclass(frozen=True)
class Card:
    name: str
    title: str
    count: int
    address: str
    lines: list
    more: int  # rows that no line names
    beside: object  # a `AdminPage` or None


def cards_for(request, site, pages=()):
    """The cards of this viewer in their order; at most two queries each, however many rows wait."""
    return [
        _card(card, request, site, pages)
        for card in sorted(_cards, key=lambda card: card.place)
        if card.is_for(request, site)
    ]


def _card(card, request, site, pages):
    opts = card.model._meta
    listed = card.rows(site._registry[card.model].get_queryset(request), request.user)
    # Chosen by key alone: what the admin's list counts beside each row isn't worked out here.
    urgent = listed.order_by(*card.order).values("pk")[:MAX_LISTED]
    rows = card.model._default_manager.filter(pk__in=urgent).select_related(*card.related)
    rows = rows.defer(*card.defer)
    key = f"{opts.app_label}_{opts.model_name}"

    def address(row):
        if card.address:
            return card.address(row)
        return reverse(f"admin:{key}_change", args=[row.pk])

    asked = card.asked or ("worklist", card.name)
    waiting = listed.count()
    return Card(
        name=f"{key}-{card.name}",
        title=card.title,
        count=card.count(listed) if card.count else waiting,
        more=max(0, waiting - MAX_LISTED),
        address=f"{reverse(f'admin:{key}_changelist')}?{urlencode([asked])}",
        lines=[
            Line(str(row), address(row), card.detail(row))
            for row in (rows.order_by(*card.order) if waiting else ())
        ],
        beside=next(
            (
                page
                for page in pages
                if page.name == card.beside and page.has_permission(request.user)
            ),
            None,
        ),
    )


class WorklistFilter(admin.SimpleListFilter):
    """The lists behind the cards of a model; `BaseAdmin` puts it on every list that has some."""

    title = "worklist"
    parameter_name = "worklist"

    @staticmethod
    def cards(model):
        return [card for card in _cards if card.model is model and not card.asked]

    def lookups(self, request, model_admin):
        cards = self.cards(model_admin.model)
        return [
            (card.name, card.title)
            for card in cards
            if card.is_for(request, model_admin.admin_site)
        ]

    def queryset(self, request, queryset):
        for card in self.cards(queryset.model):
            if card.name == self.value():
                return card.rows(queryset, request.user)
        return queryset


_notices: list[tuple[Callable, Callable]] = []


def notice(*, has_permission):
    """Decorator: the sentence that the function returns, if any, heads the first page."""

    def register(function):
        _notices.append((has_permission, function))
        return function

    return register


def notices_for(user):
    said = [sentence() for has_permission, sentence in _notices if has_permission(user)]
    return [sentence for sentence in said if sentence]


@dataclass(frozen=True, kw_only=True)
class OnboardingStep:
    """What somebody can begin with on an empty site. `page` is a name for `reverse()`, or ""."""

    title: str
    text: str
    has_permission: Callable  # user → bool
    place: int
    page: str = ""


_first_steps: list[OnboardingStep] = []


def onboarding_step(title, **facts):
    """Register what an empty admin proposes; `facts` are the fields of `OnboardingStep`."""
    _first_steps.append(OnboardingStep(title=title, **facts))


def onboarding_steps_for(user):
    steps = sorted(_first_steps, key=lambda step: step.place)
    return [step for step in steps if step.has_permission(user)]
