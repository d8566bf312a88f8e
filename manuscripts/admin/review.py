"""The review of a manuscript: its words beside what was read in them, and each decision."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    JsonResponse,
    QueryDict,
)
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_POST

from articles.admin.presence import display_name
from backoffice.decisions import SHOWN, changed_since_shown, decides
from backoffice.widgets import parse_pk
from core.spare_memory import give_back
from manuscripts.added_people import add_person
from manuscripts.admin.requests import user_of
from manuscripts.admin.review_page import ReviewPage, can_decide
from manuscripts.corrections import apply_correction
from manuscripts.import_outcome import Import, listed
from manuscripts.importer import create_draft
from manuscripts.matching_again import match_again
from manuscripts.models import Manuscript, Proposal
from manuscripts.new_records import use_on_file
from manuscripts.proposals import DecidedMeanwhile, decide, follow
from manuscripts.review_fields import HandedInForm
from manuscripts.review_items import ReviewItem
from manuscripts.review_stretches import start_of
from manuscripts.sureness import accept_mended, accept_undoubted

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as Base
else:
    Base = object

Decision = Proposal.Decision
_ANSWERS: dict[str, str] = {
    Decision.ACCEPTED: "Accepted.",
    Decision.REJECTED: "Left out.",
    Decision.OPEN: "Reopened.",
}
_MAX_NOTES = 5
_BY_SCRIPT = "fetch"


class ReviewMixin(Base):
    """Mixed into the manuscript's admin: the pages of a review."""

    def extra_views(self) -> dict[str, Any]:
        return {
            **super().extra_views(),  # type: ignore[misc]
            "review": ("review/", require_GET(self.review)),
            "decide": ("proposals/<int:number>/decide/", require_POST(self.decide)),
            "accept": ("accept/", require_POST(self.accept)),
            "use": ("use/", require_POST(self.use)),
            "new_piece": ("new-piece/", require_POST(self.new_piece)),
            "corrects": ("corrects/", require_POST(self.corrects)),
            "handed_in": ("handed-in/", require_POST(self.handed_in)),
            "draft": ("draft/", require_POST(self.draft)),
        }

    def review_url(self, manuscript: Manuscript, anchor: str = "") -> str:
        """The address of a manuscript's review."""
        return reverse("admin:manuscripts_manuscript_review", args=[manuscript.pk]) + anchor

    def _review(self, request: HttpRequest, pk: int) -> ReviewPage:
        self.get_or_404(request, str(pk), permission="view")  # type: ignore[attr-defined]
        rows = Manuscript.objects.defer("original", "follows__original").select_related(
            "article", "uploaded_by", "follows__article"
        )
        return ReviewPage(get_object_or_404(rows, pk=pk), request.user)

    def review(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page of a review."""
        review = self._review(request, pk)
        review.turn_to(request.GET)
        return self._page(request, review)

    def _page(
        self,
        request: HttpRequest,
        review: ReviewPage,
        bound: ReviewItem | None = None,
        status: int = 200,
    ) -> HttpResponse:
        manuscript = review.manuscript
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": manuscript,
            "title": manuscript.plan["article"]["title"],
            "review": review,
            "groups": review.groups(bound),
            "counts": review.counts,
            "blocks": review.blocks(),
            "unplaced": review.unplaced,
            "new_records": review.new_records,
            "people_on_file": review.people_on_file,
            "can_decide": review.can_decide,
            "can_undo": review.can_undo,
            "handed_in": HandedInForm(initial={"day": manuscript.handed_in_on}),
            "uploaded_by": display_name(manuscript.uploaded_by) if manuscript.uploaded_by else "",
        }
        return TemplateResponse(request, "admin/manuscripts/review.html", context, status=status)

    # Decisions

    def decide(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Keep one decision, with what was typed."""
        review = self._review(request, pk)
        proposal = self._proposal(request, review, number)
        version, decision = self._submitted(request)
        if version is None or decision is None:
            return HttpResponseBadRequest("The page sent something that can’t be read. Reload it.")
        if review.is_imported:
            return self._already_imported(request, review)
        review.turn_to_proposal(proposal)
        is_as_shown = not changed_since_shown(request, review.state)
        item = review.item(proposal, self._typed(request, proposal))
        is_valid = item.form.is_valid()
        if decision == Decision.ACCEPTED and not is_valid:
            return self._refused(request, review, item, "Something needs fixing: see the messages.")
        try:
            decided, added = self._decide(request, item, version, decision)
        except DecidedMeanwhile as meanwhile:
            return self._conflict(request, review, meanwhile.proposal)
        except ValidationError as error:
            item.form.add_error(None, error.messages)
            return self._refused(request, review, item, error.messages[0])
        if added:
            review.add(added)
        return self._decided(request, review, decided, added, is_as_shown=is_as_shown)

    @staticmethod
    def _proposal(request: HttpRequest, review: ReviewPage, number: int) -> Proposal:
        if not can_decide(request.user):
            raise PermissionDenied
        proposal = next((one for one in review.proposals if one.pk == number), None)
        if proposal is None:
            raise Http404
        return proposal

    @staticmethod
    def _decide(
        request: HttpRequest, item: ReviewItem, version: int, decision: str
    ) -> tuple[Proposal, Proposal | None]:
        """`(what was decided, who was named along with it)`; of both, or of neither."""
        form, proposal, by = item.form, item.proposal, user_of(request)
        if not form.is_valid():
            return decide(proposal, version, decision, by=by, record=proposal.record), None
        edited, added = form.edited, None
        newcomer = getattr(form, "newcomer", None)
        with transaction.atomic():
            if newcomer and decision == Decision.ACCEPTED:
                beside = start_of(proposal)
                added = add_person(proposal.manuscript, by=by, beside=beside, **newcomer)
                edited = {**edited, "speaker": added.reading["name"]}
            record = form.record
            return decide(proposal, version, decision, by=by, edited=edited, record=record), added

    @staticmethod
    def _submitted(request: HttpRequest) -> tuple[int | None, str | None]:
        """
        `(version, decision)`, each None where it makes no sense.

        Naming a speaker accepts, and so does taking words as they were mended.
        """
        decision = request.POST.get("decision")
        if "speaker" in request.POST or "mended" in request.POST:
            decision = Decision.ACCEPTED
        known = decision if decision in Decision.values else None
        return parse_pk(request.POST.get("version", "")), known

    @staticmethod
    def _typed(request: HttpRequest, proposal: Proposal) -> QueryDict:
        typed = request.POST.copy()
        speaker = request.POST.get("speaker")
        if speaker is not None:
            typed[f"p{proposal.pk}-speaker"] = speaker
        if "mended" in request.POST and proposal.kind == Proposal.Kind.FAQ:
            typed[f"p{proposal.pk}-answer"] = proposal.reading.get("mended") or ""
        return typed

    def _already_imported(self, request: HttpRequest, review: ReviewPage) -> HttpResponse:
        text = "This manuscript has been imported: make changes in the article."
        if self._is_by_script(request):
            return JsonResponse({"message": text, "reload": True}, status=409)
        self.message_user(request, text, messages.WARNING)
        return redirect(self.review_url(review.manuscript))

    def _conflict(
        self, request: HttpRequest, review: ReviewPage, proposal: Proposal
    ) -> HttpResponse:
        """Somebody else was faster: what they decided, and what was typed here, both."""
        item = review.item(proposal, self._typed(request, proposal))
        item.form.is_valid()
        item.meanwhile = proposal
        review.put(proposal)
        by = display_name(proposal.decided_by)
        return self._refused(request, review, item, f"{by} decided about it in the meantime.", 409)

    def _refused(
        self,
        request: HttpRequest,
        review: ReviewPage,
        item: ReviewItem,
        text: str,
        status: int = 422,
    ) -> HttpResponse:
        if not self._is_by_script(request):
            return self._page(request, review, bound=item, status=status)
        return self._answer(request, review, item, text, status)

    def _decided(
        self,
        request: HttpRequest,
        review: ReviewPage,
        proposal: Proposal,
        added: Proposal | None,
        *,
        is_as_shown: bool,
    ) -> HttpResponse:
        text = _ANSWERS[proposal.decision]
        if added:
            text = f"{text} {added.content['name']} was added to the people."
        if not self._is_by_script(request):
            self.message_user(request, text, messages.SUCCESS)
            anchor = f"#p-{proposal.pk}"
            if review.number > 1:
                anchor = f"?page={review.number}{anchor}"
            return redirect(self.review_url(review.manuscript, anchor))
        review.put(proposal)
        item = review.item(proposal)
        asked = json.dumps(review.state) if is_as_shown else ""
        newcomers = [review.item(added)] if added else []
        return self._answer(request, review, item, text, 200, asked, newcomers)

    def _answer(
        self,
        request: HttpRequest,
        review: ReviewPage,
        item: ReviewItem,
        text: str,
        status: int,
        asked: str = "",
        newcomers: Sequence[ReviewItem] = (),
    ) -> JsonResponse:
        counts = review.counts

        def card(of: ReviewItem) -> str:
            context = {"item": of, "can_decide": review.can_decide, "original": review.manuscript}
            return render_to_string("admin/manuscripts/_review_item.html", context, request)

        answer = {
            "html": card(item),
            "added": [card(one) for one in newcomers],
            "people": [[one.proposal.reading["name"], one.words] for one in newcomers],
            "message": f"{text} {counts.sentence}",
            "decision": item.proposal.decision,
            "counts": counts.as_json,
            "undoubted": review.undoubted,
            "mended": review.mended,
            "asked": asked,  # what the page shows now; "" where others decided meanwhile
        }
        return JsonResponse(answer, status=status)

    @staticmethod
    def _is_by_script(request: HttpRequest) -> bool:
        return request.headers.get("X-Requested-With") == _BY_SCRIPT

    def _is_stale(self, request: HttpRequest, review: ReviewPage) -> bool:
        """Whether others decided since the page was opened; it is told, and shown anew."""
        changed = changed_since_shown(request, review.state)
        if changed:
            text = (
                "Others changed something after you opened this page. Look again before you go on."
            )
            self.message_user(request, " ".join([text, *changed]), messages.ERROR)
        return bool(changed)

    @decides
    def accept(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Accept all that is sure, or all words that are only to be mended."""
        review = self._review(request, pk)
        if answer := self._not_to_decide(request, review):
            return answer
        accept_all = accept_mended if request.POST.get("which") == "mended" else accept_undoubted
        count = accept_all(review.manuscript, by=user_of(request))
        # How many doubts are left stands on the page, and goes on being right there.
        self.message_user(request, f"{count} accepted.", messages.SUCCESS)
        return redirect(self.review_url(review.manuscript))

    @decides
    def use(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take a row on file for a name that would become a new one, wherever it stands."""
        review = self._review(request, pk)
        if answer := self._not_to_decide(request, review):
            return answer
        posted = request.POST
        text = use_on_file(
            review.manuscript,
            posted.get("kind", ""),
            posted.get("name", ""),
            parse_pk(posted.get("record", "")) or 0,
            by=user_of(request),
        )
        if text:
            self.message_user(request, text, messages.SUCCESS)
        else:
            text = "That is no longer read in the manuscript, or no longer on file."
            self.message_user(request, text, messages.WARNING)
        page = parse_pk(posted.get("page", "")) or 1
        return redirect(self.review_url(review.manuscript, f"?page={page}" if page > 1 else ""))

    @decides
    def new_piece(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say that a manuscript corrects no other: all of it is reviewed, and makes a new draft."""
        review = self._review(request, pk)
        if answer := self._not_to_decide(request, review):
            return answer
        manuscript = review.manuscript
        if manuscript.follows:
            manuscript.apart_from.add(manuscript.follows)
            follow(manuscript, None)
        others = [one.manuscript for one in review.earlier_versions()]
        manuscript.apart_from.add(*others)
        self.log_change(request, manuscript, "Said that it is a new piece.")
        self.message_user(request, "It is a new piece: it makes a new draft.", messages.SUCCESS)
        return redirect(self.review_url(manuscript))

    @decides
    def corrects(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Say that a manuscript corrects the one that was asked about."""
        review = self._review(request, pk)
        if answer := self._not_to_decide(request, review):
            return answer
        earlier = review.may_correct
        if earlier and str(earlier.manuscript.pk) == request.POST.get("earlier"):
            follow(review.manuscript, earlier.manuscript, earlier.likeness)
            text = f"It corrects “{earlier.manuscript.article}”."
            self.log_change(request, review.manuscript, text)
            self.message_user(request, text, messages.SUCCESS)
        return redirect(self.review_url(review.manuscript))

    def _not_to_decide(self, request: HttpRequest, review: ReviewPage) -> HttpResponse | None:
        """Where a button about all of it leads whoever may not press it now."""
        if not can_decide(request.user):
            raise PermissionDenied
        if review.is_imported:
            return self._already_imported(request, review)
        if self._is_stale(request, review):
            return redirect(self.review_url(review.manuscript))
        return None

    def handed_in(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Set the day from which the prices of a manuscript count."""
        review = self._review(request, pk)
        if not can_decide(request.user):
            raise PermissionDenied
        if review.is_imported:
            return self._already_imported(request, review)
        form = HandedInForm(request.POST)
        if form.is_valid():
            day = form.cleaned_data["day"]
            Manuscript.objects.in_review().filter(pk=pk).update(handed_in_on=day)
            self.message_user(request, f"Handed in on {day:%-d %B %Y}.", messages.SUCCESS)
        else:
            self.message_user(request, " ".join(map(str, form.errors["day"])), messages.ERROR)
        return redirect(self.review_url(review.manuscript))

    # From here to the article

    def draft(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Create the draft, or import what a correction changes."""
        review = self._review(request, pk)
        if review.is_imported:
            return self._already_imported(request, review)
        if not review.can_create:
            raise PermissionDenied
        if self._is_outdated(request, review):
            return redirect(self.review_url(review.manuscript))
        if review.corrected_article:
            try:
                outcome = apply_correction(review.manuscript, by=user_of(request))
            except ValidationError as error:  # the article would become too large
                self.message_user(request, error.messages[0], messages.ERROR)
                return redirect(self.review_url(review.manuscript))
            done, logged = "The changes were imported.", "Imported its changes into"
        else:
            outcome = create_draft(review.manuscript, by=user_of(request))
            done, logged = "The draft was created.", "Created a draft from it:"
        give_back()
        if outcome.is_new:
            self.log_change(request, review.manuscript, f"{logged} “{outcome.article}”.")
        self._report(request, outcome, done)
        return redirect("admin:articles_article_change", outcome.article.pk)

    def _is_outdated(self, request: HttpRequest, review: ReviewPage) -> bool:
        """Whether anything is to be looked at, or said, before a draft is made; it is told."""
        changed = match_again(review.manuscript)
        if changed and SHOWN in request.POST:
            text = "What is on file changed after you opened this page. Look again at: "
            self.message_user(request, f"{text}{', '.join(changed)}.", messages.ERROR)
            return True
        if self._is_stale(request, review):
            return True
        if earlier := review.may_correct:
            text = f"{earlier.question} Say first whether it corrects that one."
            self.message_user(request, text, messages.ERROR)
        return bool(review.may_correct)

    def _report(self, request: HttpRequest, outcome: Import, done: str) -> None:
        made = listed(outcome.made)
        found = listed(outcome.found)
        parts = [made and f"New: {made}.", found and f"Already on file: {found}."]
        text = " ".join([done, *filter(None, parts)])
        self.message_user(request, text, messages.SUCCESS)
        for note in outcome.notes[:_MAX_NOTES]:
            self.message_user(request, capfirst(note), messages.WARNING)
        if len(outcome.notes) > _MAX_NOTES:
            more = len(outcome.notes) - _MAX_NOTES
            text = format_html(
                'And {} more notes: <a href="{}">the review</a> has them all.',
                more,
                self.review_url(outcome.manuscript),
            )
            self.message_user(request, text, messages.WARNING)
