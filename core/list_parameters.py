"""
List pages: what the query string asks for (filters, order, page), and the page that answers.

    @list_view("tag", "brand", sorts=("newest", "name"))
    def product_list(request, parameters):
        ...
        facets = [Facet("tag", "Topic", options, known), …]
        return parameters.render("products/product_list.html", rows, facets, total=…)

Several tags mean all of them; several values of another filter mean any of them. Parameters stand
in one fixed order, that of `list_view`; capitals, spaces, doubles, another order, `page=1` and
empty fields lead to the tidy address by a 301. What can be no filter and no page is a plain 404;
a combination that finds nothing and a page behind the last are a 404 that keeps the filters and
offers a way back (docs/rules.md 2.17–2.20). A newsletter's tracking is passed over, other unknown
parameters are named above the list, and the canonical address leaves both out (2.15). Links that
filter or sort aren't followed, and what combines two filters is closed to robots (2.19, 2.20).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import CharField, Count, F, QuerySet, Value
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.text import slugify

PER_PAGE = 24
MAX_VALUES = 8  # of one filter in one address: more is no reader
MAX_OFFERED = 60  # of one filter's values; the most frequent
ALL_OF = frozenset({"tag"})  # several of these narrow, several of another filter widen
SORTS = {
    "relevance": "Relevance",
    "newest": "Newest",
    "name": "A to Z",
    "price": "Price, lowest first",
}
FILTERS: dict[str, None] = {}  # of all lists, for robots.txt

if TYPE_CHECKING:
    _Paginator = Paginator[Any]
else:
    _Paginator = Paginator
View = Callable[..., HttpResponse]

_SLUG = re.compile(r"[-a-z0-9_]{1,200}")
_TIDIED = re.compile(r"[-\w&’' ]{1,200}")
_PAGE = re.compile(r"[1-9][0-9]{0,5}")
_TRACKING = re.compile(
    r"(?:utm_|mtm_|pk_|matomo_|hsa_|mc_|_hs|vero_|oly_)\w*"
    r"|[gdmy]clid|fbclid|msclkid|twclid|ttclid|li_fat_id|igshid|gbraid|wbraid|srsltid|gad_\w+|_gl"
    r"|yclid|ref|ref_src|cmpid|mkt_tok|ck_subscriber_id|s_kwcid|ref_url"
)
_TOTAL = "total"
_KNOWN = "known "


@dataclass(frozen=True, slots=True)
class Facet:
    """
    One filter of a list.

    `options` has rows of value, label and n: how many of what the other filters leave have that
    value. `known` has value and label of whatever may be named, so that what is chosen has a name
    even where nothing is left of it; for a few fixed values `labels` names them. With `by_label`
    the value is made of the label, which the database holds alone. `more` counts what one query
    can't tell: rows like those of `options`, to be added up.
    """

    name: str
    label: str
    options: QuerySet[Any]
    known: QuerySet[Any] | None = None
    labels: Mapping[str, str] = field(default_factory=dict)
    by_label: bool = False
    more: tuple[QuerySet[Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Option:
    """A value of a filter; the address adds it, or takes it away where it is chosen."""

    label: str
    url: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FacetGroup:
    name: str
    label: str
    options: list[Option]
    chosen: int


@dataclass(frozen=True, slots=True)
class Chip:
    """Something that was chosen, and the address without it."""

    filter: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class PageLink:
    """A number in the row under a list, or an order; no address for the gap between two numbers."""

    label: str
    url: str
    is_current: bool


class _Counted(_Paginator):
    """A paginator that knows how many rows there are, and asks nobody."""

    def __init__(self, rows: Any, per_page: int, count: int) -> None:
        super().__init__(rows, per_page)
        self._count = count

    @cached_property
    def count(self) -> int:
        return self._count


def list_view(*filters: str, sorts: tuple[str, ...] = ()) -> Callable[[View], View]:
    """
    Give the view `ListParameters` read from the address, after sending untidy addresses on.

    `filters` in the order in which they stand in addresses; the first of `sorts` needs no word.
    """
    FILTERS.update(dict.fromkeys([*filters, *(["sort"] if sorts else [])]))

    def decorate(view: View) -> View:
        @wraps(view)
        def with_parameters(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            parameters = ListParameters(request, filters, sorts)
            if parameters.is_untidy:
                return redirect(parameters.tidy_url, permanent=True)
            return view(request, parameters, **kwargs)

        return with_parameters

    return decorate


class ListParameters:
    """A reader's wish: `chosen` (filter → values), `sort`, and `number` of the page."""

    def __init__(
        self, request: HttpRequest, filters: Iterable[str], sorts: tuple[str, ...] = ()
    ) -> None:
        self.request = request
        self.filters = tuple(filters)
        self.sorts = sorts
        self.chosen = {name: self._values(name) for name in self.filters}
        self.sort = self._sort()
        pages = request.GET.getlist("page")
        if len(pages) > 1 or (pages and not _PAGE.fullmatch(pages[0])):
            raise Http404("This list has no such page.")
        self.number = int(pages[0]) if pages else 1

    def _values(self, name: str) -> list[str]:
        values = {_tidied(value) for value in self.request.GET.getlist(name)} - {""}
        if len(values) > MAX_VALUES:
            raise Http404("There are too many values of a filter.")
        return sorted(values)

    def _sort(self) -> str:
        default = self.sorts[0] if self.sorts else ""
        asked = [_tidied(value) for value in self.request.GET.getlist("sort")] if default else []
        sort = asked[-1] if asked and asked[-1] else default
        if sort not in (*self.sorts, ""):
            raise Http404("There is no such order.")
        return sort

    # The address

    @cached_property
    def _asked(self) -> list[tuple[str, str]]:
        query = self.request.META.get("QUERY_STRING", "")
        return parse_qsl(query, keep_blank_values=True, errors="replace")

    @cached_property
    def _own(self) -> frozenset[str]:
        return frozenset([*self.filters, "page", *(["sort"] if self.sorts else [])])

    @property
    def is_untidy(self) -> bool:
        """Whether the address says it otherwise than we do."""
        asked = [(name, value) for name, value in self._asked if name in self._own]
        return asked != self._pairs(self.number)

    @property
    def tidy_url(self) -> str:
        """The tidy address, with what is not ours at its end."""
        others = [(name, value) for name, value in self._asked if name not in self._own]
        pairs = [*self._pairs(self.number), *others]
        return f"{self.request.path}?{urlencode(pairs)}" if pairs else self.request.path

    @property
    def unknown(self) -> list[str]:
        """Parameters that mean nothing here and track nobody, as far as they are worth naming."""
        names = dict.fromkeys(name for name, _ in self._asked if name not in self._own)
        told = [name for name in names if name and not _TRACKING.fullmatch(name.lower())]
        return [name[:40] for name in told[:3]]

    @property
    def is_filtered(self) -> bool:
        """Whether anything was chosen."""
        return any(self.chosen.values())

    @property
    def is_noindex(self) -> bool:
        """A list that is filtered or in another order is kept out of the index."""
        return bool(self._pairs(1))

    def _pairs(
        self, page: int, sort: str = "", changes: Mapping[str, list[str]] | None = None
    ) -> list[tuple[str, str]]:
        chosen = {**self.chosen, **(changes or {})}
        pairs = [(name, value) for name in self.filters for value in sorted(chosen[name])]
        sort = sort or self.sort
        if self.sorts and sort != self.sorts[0]:
            pairs.append(("sort", sort))
        return [*pairs, ("page", str(page))] if page > 1 else pairs

    def address(
        self, changes: Mapping[str, list[str]] | None = None, *, page: int = 1, sort: str = ""
    ) -> str:
        """The path with these filters in their fixed order; by default its first page."""
        pairs = self._pairs(page, sort, changes)
        return f"{self.request.path}?{urlencode(pairs)}" if pairs else self.request.path

    @property
    def without_filters(self) -> str:
        """The path with nothing chosen, in the same order."""
        return self.address({name: [] for name in self.filters})

    # The answer

    def render(
        self,
        template: str,
        page: "ListPage",
        context: dict[str, Any],
    ) -> HttpResponse:
        """The list page, with status 404 where the filters leave nothing, or no such page."""
        is_missing = self.number > 1 or self.is_filtered
        found = page.page
        is_combined = len(self._pairs(1)) > 1
        context |= {
            "asked": self,
            "page": found,
            "found": found.paginator.count,
            "groups": page.groups,
            "chips": page.chips,
            "sort_links": self.sort_links(),
            "page_links": self.page_links(found),
            "pages": found.paginator.num_pages,
            "previous_url": self.address(page=self.number - 1) if self.number > 1 else "",
            "next_url": self.address(page=self.number + 1) if found.has_next() else "",
            "last_url": self.address(page=found.paginator.num_pages),
            # What robots may not read has no canonical address either.
            "canonical": "" if is_combined else settings.BASE_URL + self.address(page=self.number),
            "is_noindex": self.is_noindex or context.get("is_noindex", False),
        }
        status = 404 if is_missing and not found.object_list else 200
        return render(self.request, template, context, status=status)

    def sort_links(self) -> list[PageLink]:
        """The orders this list may have; empty where it has one."""
        return [
            PageLink(SORTS[name], self.address(sort=name), is_current=name == self.sort)
            for name in self.sorts
        ]

    def page_links(self, page: Page[Any]) -> list[PageLink]:
        """The row of numbers under the list; empty where all is on one page."""
        if page.paginator.num_pages == 1 or not page.object_list:
            return []
        return [
            PageLink(
                str(number),
                self.address(page=number) if isinstance(number, int) else "",
                is_current=number == self.number,
            )
            for number in page.paginator.get_elided_page_range(
                self.number, on_each_side=1, on_ends=1
            )
        ]

    def page_of(self, rows: QuerySet[Any], *, per_page: int = PER_PAGE) -> "ListPage":
        """That page of a list without filters; two queries."""
        return self.filtered_page(rows, [], count=rows.count(), per_page=per_page)

    def filtered_page(
        self,
        rows: QuerySet[Any],
        facets: Iterable[Facet],
        *,
        counted: QuerySet[Any] | None = None,
        count: int | None = None,
        per_page: int = PER_PAGE,
    ) -> "ListPage":
        """
        That page of the rows, with the facets' options counted: two queries, however many facets.

        `counted` are the same rows without what showing them takes. Plain 404 where something was
        chosen that readers can't know.
        """
        facets = list(facets)
        if count is None:
            tally = _tally(facets, rows if counted is None else counted, self.chosen)
            count = sum(n for _, _, n in tally.pop(_TOTAL, []))
        else:
            tally = {}
        paginator = _Counted(rows, per_page, count)
        number = self.number if self.number <= paginator.num_pages else 0
        found = paginator.page(number) if number else Page(rows.none(), self.number, paginator)
        labels = {facet.name: self._labels(facet, tally) for facet in facets}
        return ListPage(
            found,
            [group for one in facets if (group := self._group(one, tally, labels, count))],
            list(self._chips(facets, labels)),
        )

    def _labels(self, facet: Facet, tally: "Tally") -> dict[str, str]:
        """What each value is called; 404 where a chosen one has no name."""
        rows = [*tally.get(_KNOWN + facet.name, []), *tally.get(facet.name, [])]
        found = {value: label for value, label, _ in rows} | dict(facet.labels)
        if not found.keys() >= {*self.chosen[facet.name]}:
            raise Http404(f"There is no such {facet.label.lower()} here.")
        return found

    def _group(
        self, facet: Facet, tally: "Tally", labels: dict[str, dict[str, str]], count: int
    ) -> FacetGroup | None:
        chosen = self.chosen[facet.name]
        is_full = len(chosen) >= MAX_VALUES
        options = []
        for value, _, n in sorted(tally.get(facet.name, []), key=lambda row: -row[2]):
            is_chosen = value in chosen
            narrows = n < count if facet.name in ALL_OF or not chosen else True
            if not is_chosen and (is_full or not narrows):
                continue
            values = [one for one in chosen if one != value] if is_chosen else [*chosen, value]
            label, url = labels[facet.name][value], self.address({facet.name: values})
            options.append(Option(label, url, n, is_chosen))
        options = options[:MAX_OFFERED]
        if not facet.labels:
            options.sort(key=lambda option: option.label.casefold())
        else:
            order = list(facet.labels.values())
            options.sort(key=lambda option: order.index(option.label))
        return FacetGroup(facet.name, facet.label, options, len(chosen)) if options else None

    def _chips(self, facets: list[Facet], labels: dict[str, dict[str, str]]) -> Iterator[Chip]:
        for facet in facets:
            chosen = self.chosen[facet.name]
            for value in chosen:
                rest = [one for one in chosen if one != value]
                url = self.address({facet.name: rest})
                yield Chip(facet.label, labels[facet.name][value], url)


def text_facet(
    name: str, label: str, column: str, rows: QuerySet[Any], public: QuerySet[Any]
) -> Facet:
    """Filter by what the rows hold in a column, where they hold anything."""
    told = {"value": _text(""), "label": F(column)}
    rows, public = (each.exclude(**{column: ""}).order_by() for each in (rows, public))
    options = rows.values(**told).annotate(n=Count("pk"))
    return Facet(name, label, options, public.values(**told).distinct(), by_label=True)


@dataclass(frozen=True, slots=True)
class ListPage:
    """A page of rows with the filters around it."""

    page: Page[Any]
    groups: list[FacetGroup]
    chips: list[Chip]

    @property
    def rows(self) -> list[Any]:
        """Those of the page, read once; what is made of them beforehand is what it shows."""
        if not isinstance(self.page.object_list, list):
            self.page.object_list = list(self.page.object_list)
        return self.page.object_list


Tally = dict[str, list[tuple[str, str, int]]]  # facet → value, label, how many


def _tidied(value: str) -> str:
    """“ Eye care ” → “eye-care”; 404 where it can be no value."""
    value = value.strip()
    if not value or _SLUG.fullmatch(value):
        return value
    tidy = slugify(value) if _TIDIED.fullmatch(value) else ""
    if not _SLUG.fullmatch(tidy):
        raise Http404("There is no such filter.")
    return tidy


def _text(value: str) -> Value:
    return Value(value, output_field=CharField())


def _tally(facets: list[Facet], rows: QuerySet[Any], chosen: Mapping[str, list[str]]) -> Tally:
    """All that is counted, in one query; a facet whose value is its label is read by that."""
    total = rows.order_by().values(value=_text(""), label=_text("")).annotate(n=Count("pk"))
    arms = [total.annotate(facet=_text(_TOTAL))]
    for facet in facets:
        arms += [rows.annotate(facet=_text(facet.name)) for rows in (facet.options, *facet.more)]
        if chosen[facet.name] and facet.known is not None:
            asked = {} if facet.by_label else {"value__in": chosen[facet.name]}
            known = facet.known.filter(**asked)
            arms.append(known.annotate(n=Value(0), facet=_text(_KNOWN + facet.name)))
    found: Tally = {}
    columns = ("facet", "value", "label", "n")
    first, *others = [arm.order_by().values_list(*columns) for arm in arms]
    for name, value, label, n in first.union(*others, all=True):
        if n or name.startswith(_KNOWN):
            found.setdefault(name, []).append((value, label, n))
    for facet in facets:
        if facet.by_label or facet.more:
            for name in {facet.name, _KNOWN + facet.name} & {*found}:
                found[name] = _merged(found[name], by_label=facet.by_label)
    return found


def _merged(rows: Iterable[tuple[str, str, int]], *, by_label: bool) -> list[tuple[str, str, int]]:
    """A row a value, which may be made of the label: “Eye care” and “Eye Care” are one."""
    merged: dict[str, tuple[str, str, int]] = {}
    for given, label, n in rows:
        value = slugify(label) if by_label else given
        before = merged.get(value, (value, label, 0))
        merged[value] = (value, before[1], before[2] + n)
    return [row for value, row in merged.items() if value]
