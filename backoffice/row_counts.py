"""Forms with too many rows (formsets), or many more than they bring, are refused unbuilt."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict

_TOTAL = "-TOTAL_FORMS"
_MOST_MISSING = 100  # rows that a script took out and didn't count
MOST_ROWS = 1_000  # of one form, whatever they are rows of; to build and show one takes 2 to 8 ms
_FIELD_OF_ROW = re.compile(r"(.+)-(\d{1,6})-\w+")


def refuses_endless_rows(view: Callable[..., Any]) -> Callable[..., Any]:
    """
    A view that answers 400, in a sentence, to a POST of too many rows, or with most missing.

    Django builds, and shows again, as many forms as `TOTAL_FORMS` says: one number in a small post
    would cost a gigabyte.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        return _refusal(request) or view(request, *args, **kwargs)

    return checked


def _refusal(request: HttpRequest) -> HttpResponse | None:
    if request.method != "POST":
        return None
    totals = {
        key.removesuffix(_TOTAL): _number(value)
        for key, value in request.POST.items()
        if key.endswith(_TOTAL)
    }
    sent = _sent_rows(request.POST) if totals else Counter()
    if (total := sum(totals.values())) > MOST_ROWS:
        return _refused(
            f"The form has {min(total, 10**9):,} rows, and takes {MOST_ROWS:,} at most."
        )
    for prefix, total in totals.items():
        if total > sent[prefix] + _MOST_MISSING:
            return _refused(f"The form says that it has {total} rows and brought {sent[prefix]}.")
    return None


def _refused(sentence: str) -> HttpResponse:
    return HttpResponseBadRequest(
        f"{sentence} Nothing was changed. Open the page again.",
        content_type="text/plain; charset=utf-8",
    )


def rows_claimed(posted: Iterable[tuple[str, str]]) -> int:
    """How many rows the formsets of these posted values say that they have, all together."""
    return sum(_number(value) for name, value in posted if name.endswith(_TOTAL))


def _number(text: object) -> int:
    """As Django reads it; what it can't read makes no rows."""
    try:
        return max(0, int(str(text)))
    except ValueError:
        return 0


def _sent_rows(data: QueryDict) -> Counter[str]:
    """How many rows came of each formset, by its prefix."""
    rows = {match.group(1, 2) for key in data if (match := _FIELD_OF_ROW.fullmatch(key))}
    return Counter(prefix for prefix, _ in rows)
