"""
The style guide: every part of the readers' pages with invented words, for whoever may sign in.

It shows the very templates of the pages, so a part that changes there changes here. Nothing in it
is on file.
"""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from articles.anchors import Entry

COLORS = (
    *("ground", "sheet", "sand-wash", "ink", "soft-ink", "line", "edge"),
    *("clay", "clay-wash", "sage", "sage-wash", "care-wash"),
)
SIZES = ("title-1", "title-2", "title-3", "large", "body", "small")
SPACES = ("s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8")
ARABIC = "ابدأ بتركيز منخفض وتقدّم ببطء"


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    if not admin.site.has_permission(request):
        return redirect_to_login(request.path, "account_login")
    context = {
        "canonical": "",
        "is_noindex": True,
        "colors": COLORS,
        "sizes": SIZES,
        "spaces": SPACES,
        "page": _page(),
        **_parts(),
    }
    response = render(request, "styleguide.html", context)
    add_never_cache_headers(response)
    return response


def _person(name: str, full_name: str = "", **facts: Any) -> SimpleNamespace:
    known: dict[str, Any] = {"role": "", "ties": [], "image_data": None, "is_sample": False}
    known |= {"name": name, "full_name": full_name or name, "get_absolute_url": "#people"}
    return SimpleNamespace(**known | facts)


def _doctor() -> SimpleNamespace:
    tie = {"sentence": "Anna Lind is paid by Quietwell (consultant since 2023)"}
    role = "consultant dermatologist, Harbour Skin Clinic"
    return _person("Anna Lind", "Dr. Anna Lind, MD", role=role, ties=[tie])


def _offer(price: str, retailer: str, **facts: Any) -> dict[str, Any]:
    return {
        "price": price,
        "offer": 0,
        "retailer": retailer,
        "link": "#picks",
        "link_words": "View at",
        "is_paid": True,
        "stamp": "day",
        "checked_at": timezone.now(),
        **facts,
    }


def _picks() -> list[dict[str, Any]]:
    strike = {"before": "Originally", "amount": "$40", "after": ", as reported"}
    first: dict[str, Any] = {
        "id": "pick-one",
        "heading": "h3",
        "url": "#picks",
        "brand": "Quietwell",
        "name": "Barrier Cream 5% Ceramides",
        "size": "50 ml",
        "best_for": "Best for upset skin",
        "note": "Plain, unscented, and happy to go on twice when the flaking starts.",
        "pros": ["No perfume", "Works under and over retinol"],
        "cons": ["Slow to sink in"],
        "ties": _doctor().ties,
        "offers": [
            _offer("$32", "Harbour Chemist", strike=strike),
            _offer("$34", "Osier Row", not_available="sold out"),
            _offer("", "Lantern Street", link_words="Check price at", stamp=""),
            _offer("$41", "Counter Nine"),
        ],
    }
    bare: dict[str, Any] = {
        "name": "Plain Cleanser",
        "id": "pick-two",
        "best_for": "",
        "note": "",
        "pros": [],
    }
    bare |= {"cons": [], "ties": [], "size": "", "offers": [_offer("£11", "Thistle & Weir")]}
    many: dict[str, Any] = {
        "id": "pick-three",
        "name": "Mineral Fluid SPF 50",
        "best_for": "Best under make-up",
    }
    return [first, first | bare, first | many]


def _page() -> SimpleNamespace:
    today = timezone.now()
    edition = SimpleNamespace(
        published_at=today - timedelta(days=200), modified_at=today, is_updated=True
    )
    return SimpleNamespace(
        edition=edition,
        authors=[_person("Inés Carrowmore"), _person("Maren Osei-Lund")],
        reviewer=_doctor(),
        reviewed_on=date(2026, 11, 3),
        corrections=True,
        minutes=6,
    )


def _parts() -> dict[str, Any]:
    def section(**items: Any) -> SimpleNamespace:
        return SimpleNamespace(items=SimpleNamespace(**items))

    quoted: dict[str, Any] = {"quote": 0, "speaker": _doctor()}
    quoted |= {"is_verbatim": True, "is_long": False}
    long = (
        "Begin with half of it. If nothing objects after a month, add a third night; if something "
    )
    long += "does, go back to two. There is no prize for arriving early."
    tones = (("note", "Good to know"), ("care", "Take care"), ("doctor", "When to see a doctor"))
    return {
        "points": ["Begin on two nights a week.", "Some dryness is ordinary; a rash is not."],
        "entries": [Entry("type", "Type"), Entry("colors", "Colors", is_sub=True)],
        "picks": SimpleNamespace(items=_picks()),
        "quotes": [
            section(passages=["“If the routine is exciting, it is too strong.”"], **quoted),
            section(passages=[f"“{long}”"], **quoted | {"is_long": True}),
            section(passages=["Half of it is enough."], **quoted | {"is_verbatim": False}),
        ],
        "call_outs": [
            section(tone=tone, label=label, html="<p>Retinoids are not for pregnancy.</p>")
            for tone, label in tones
        ],
        "questions": SimpleNamespace(
            id="asked",
            heading="",
            items=[
                {
                    "pk": 0,
                    "question": "Morning or night?",
                    "answer": "<p>At night.</p>",
                    "id": "one",
                },
                {"pk": 0, "question": ARABIC, "answer": f"<p>{ARABIC}</p>", "id": "two"},
            ],
        ),
        "card": {
            "title": "Milia or whiteheads?",
            "topic": "Concerns",
            "url": "#cards",
            "published_at": timezone.now(),
            "reason": "Also about retinol and milia",
        },
        "tags": [SimpleNamespace(name=name, slug="milia") for name in ("retinol", "dry skin")],
        "arabic": ARABIC,
    }
