"""Forms with rows (formsets) that name many more than they bring are refused unbuilt."""

import re
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict

_TOTAL = "-TOTAL_FORMS"
_MOST_MISSING = 100  # rows that a script took out and didn't count
_FIELD_OF_ROW = re.compile(r"(.+)-(\d{1,6})-\w+")


def refuses_missing_rows(view: Callable[..., Any]) -> Callable[..., Any]:
    """
    A view that answers 400, in a sentence, to a POST whose rows are mostly missing.

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
    totals = {key[: -len(_TOTAL)]: key for key in request.POST if key.endswith(_TOTAL)}
    sent = _sent_rows(request.POST) if totals else Counter()
    for prefix, key in totals.items():
        total = str(request.POST[key])
        if total.isdecimal() and (len(total) > 6 or int(total) > sent[prefix] + _MOST_MISSING):
            return HttpResponseBadRequest(
                f"The form says that it has {total[:9]} rows and brought {sent[prefix]}. "
                "Nothing was changed. Open the page again.",
                content_type="text/plain; charset=utf-8",
            )
    return None


def _sent_rows(data: QueryDict) -> Counter[str]:
    """How many rows came of each formset, by its prefix."""
    rows = {match.group(1, 2) for key in data if (match := _FIELD_OF_ROW.fullmatch(key))}
    return Counter(prefix for prefix, _ in rows)
