"""“Report something wrong”: a page of its own, without a cookie and without a script."""

from django.core.exceptions import BadRequest
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from reports import sending
from reports.forms import MAX_TEXT, ReportForm
from reports.kinds import About, Thing, find_about
from reports.models import Report

MAX_BODY = 64 * 1024  # bytes: the longest text in the longest writing, and a form that is too long
_FORM = "application/x-www-form-urlencoded"
GONE = "What you wanted to report is no longer on our pages. You can still tell us, in words."


@csrf_exempt  # `sending` looks at the origin instead: a token would need a cookie
@never_cache  # the form is stamped
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return _receive(request)
    reference = request.GET.get("about", "")
    about = find_about(reference)
    form = ReportForm(thing=_thing(about), initial={"part": about.part if about else ""})
    is_gone = bool(reference) and about is None
    return _page(request, form, about, status=404 if is_gone else 200)


def _receive(request: HttpRequest) -> HttpResponse:
    if _is_too_much(request):
        return _page(request, ReportForm(thing=None), None, status=413)
    posted = request.POST
    about = find_about(posted.get("about", ""))
    form = ReportForm(posted, thing=_thing(about))
    stamp, status = posted.get("stamp", ""), 422
    problem = sending.stamp_problem(stamp)
    if not sending.is_from_here(request):
        problem, status = sending.ELSEWHERE, 403
    is_early = problem == sending.TOO_SOON
    # Who presses at once and typed nothing is told of the words alone.
    if problem and (form.is_valid() or not is_early):
        form.add_error(None, problem)
    if form.errors:
        stamp = stamp if is_early else ""
        return _page(request, form, about, status=status, stamp=stamp)
    key = sending.form_key(stamp, *(posted.get(name, "") for name in ("about", "text", "reply_to")))
    if not Report.objects.filter(form_key=key).exists():
        if not sending.counts_as_one_more(request):
            form.add_error(None, sending.TOO_MANY)
            return _page(request, form, about, status=429, stamp=stamp)
        _save(form, about, key)
    query = f"?{urlencode({'about': about.reference})}" if about else ""
    return HttpResponseRedirect(reverse("reports:sent") + query)


def _thing(about: About | None) -> Thing | None:
    return about.thing if about else None


def _is_too_much(request: HttpRequest) -> bool:
    """Asked before the body is read; the server has bounded it already (skinsite/asgi.py)."""
    if request.content_type != _FORM:
        raise BadRequest("A report comes by the form on its page.")
    return int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BODY


def _save(form: ReportForm, about: About | None, key: str) -> None:
    typed = form.cleaned_data
    row = Report(text=typed["text"], reply_to=typed["reply_to"], form_key=key)
    if about:
        row.kind, row.row = about.kind.name, about.pk
        row.about_words = about.words(typed["part"])
        row.page_path = about.thing.url[:300]
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # the same form, sent twice at the same moment
        if not Report.objects.filter(form_key=key).exists():
            raise


def _page(
    request: HttpRequest, form: ReportForm, about: About | None, *, status: int, stamp: str = ""
) -> HttpResponse:
    asked = form.data.get("about") or request.GET.get("about", "")
    context = {
        "form": form,
        "about": about,
        "gone": GONE if asked and not about else "",
        "too_long": MAX_BODY if status == 413 else 0,
        "stamp": stamp or sending.form_stamp(),
        "max_text": MAX_TEXT,
        "canonical": "",
        "is_noindex": True,
    }
    return render(request, "reports/report.html", context, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    about = find_about(request.GET.get("about", ""))
    context = {"about": about, "canonical": "", "is_noindex": True}
    return render(request, "reports/sent.html", context)
