"""The review of a manuscript: its words beside what was read in them, and each decision."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.views.decorators.http import require_GET, require_POST

from articles.admin.presence import display_name
from backoffice.widgets import parse_pk
from manuscripts.cards import Card, Counts, Facts, in_groups
from manuscripts.marking import passages
from manuscripts.models import Manuscript, Proposal
from manuscripts.review import (
    DecidedMeanwhile,
    accept_undoubted,
    bring_changes,
    create_draft,
    decide,
    proposals_of,
)

Decision = Proposal.Decision
_SAID = {
    Decision.ACCEPTED: "Accepted.",
    Decision.REJECTED: "Left out.",
    Decision.OPEN: "Open again.",
}
_MAX_NOTES = 12
_BY_SCRIPT = "fetch"


def can_decide(user):
    return user.has_perm("manuscripts.change_proposal")


class Review:
    """What one page of a review shows, and to whom."""

    def __init__(self, manuscript, user):
        self.manuscript = manuscript
        self.user = user
        self.proposals = list(proposals_of(manuscript))

    @property
    def is_imported(self):
        return self.manuscript.article_id is not None

    @property
    def can_decide(self):
        return not self.is_imported and can_decide(self.user)

    @property
    def brings(self):
        """The article that this corrects, or None."""
        before = self.manuscript.follows
        return before.article if before and not self.is_imported else None

    @property
    def can_create(self):
        right = "articles.change_article" if self.brings else "articles.add_article"
        return not self.is_imported and self.user.has_perm(right)

    @cached_property
    def facts(self):
        return Facts(self.proposals)

    @property
    def counts(self):
        return Counts.of(self.proposals)

    def card(self, proposal, data=None):
        return Card.of(proposal, self.facts, data)

    def groups(self, bound=None):
        """The cards in their groups; `bound` is one with what was typed into it."""
        cards = [
            bound if bound and bound.proposal.pk == one.pk else self.card(one)
            for one in self.proposals
        ]
        before = self.manuscript.follows
        return in_groups(cards, before.name if before else "")

    def passages(self):
        before = self.manuscript.follows
        text = before.plan["source"]["text"] if before else None
        return passages(self.manuscript.plan, self.proposals, text)

    @property
    def warnings(self):
        """Of the manuscript as a whole; the others stand at their proposals."""
        told = {doubt for one in self.proposals for doubt in one.doubts}
        return [
            warning["message"]
            for warning in self.manuscript.plan.get("warnings", [])
            if warning["message"] not in told
        ]

    @property
    def undoubted(self):
        return sum(
            one.decision == Decision.OPEN and not one.doubts and not one.unchanged
            for one in self.proposals
        )


class Reviewing:
    """Mixed into the manuscript's admin: the pages of a review."""

    def extra_views(self):
        return {
            **super().extra_views(),
            "review": ("review/", require_GET(self.review)),
            "decide": ("proposals/<int:number>/decide/", require_POST(self.decide)),
            "accept": ("accept/", require_POST(self.accept)),
            "draft": ("draft/", require_POST(self.draft)),
        }

    def review_address(self, manuscript, anchor=""):
        return reverse("admin:manuscripts_manuscript_review", args=[manuscript.pk]) + anchor

    def _review(self, request, pk):
        self.get_or_404(request, str(pk), permission="view")
        rows = Manuscript.objects.defer("original", "follows__original").select_related(
            "article", "imported_by", "follows__article"
        )
        return Review(get_object_or_404(rows, pk=pk), request.user)

    def review(self, request, pk):
        return self._page(request, self._review(request, pk))

    def _page(self, request, review, bound=None, status=200):
        manuscript = review.manuscript
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": manuscript,
            "title": manuscript.plan["article"]["title"],
            "review": review,
            "groups": review.groups(bound),
            "counts": review.counts,
            "passages": review.passages(),
            "unplaced": manuscript.plan.get("unplaced", []),
            "can_decide": review.can_decide,
            "handed_in_by": display_name(manuscript.imported_by) if manuscript.imported_by else "",
        }
        return TemplateResponse(request, "admin/manuscripts/review.html", context, status=status)

    # Decisions

    def decide(self, request, pk, number):
        review = self._review(request, pk)
        if not can_decide(request.user):
            raise PermissionDenied
        proposal = next((one for one in review.proposals if one.pk == number), None)
        if proposal is None:
            raise Http404
        version, decision = self._asked(request)
        if version is None or decision is None:
            return HttpResponseBadRequest("What the page sent can't be read. Reload the page.")
        if review.is_imported:
            return self._is_imported(request, review)
        card = review.card(proposal, self._typed(request, proposal))
        is_valid = card.form.is_valid()
        if decision == Decision.ACCEPTED and not is_valid:
            return self._refused(request, review, card, "Something is wrong with it: see the card.")
        try:
            decided = decide(
                proposal,
                version,
                decision,
                by=request.user,
                edited=card.form.edited if is_valid else None,
                record=card.form.record if is_valid else proposal.record,
            )
        except DecidedMeanwhile as meanwhile:
            return self._told(request, review, meanwhile.proposal)
        except ValidationError as error:
            card.form.add_error(None, error.messages)
            return self._refused(request, review, card, error.messages[0])
        return self._decided(request, pk, decided)

    @staticmethod
    def _asked(request):
        """`(version, decision)`, each None where it makes no sense; naming a speaker accepts."""
        decision = request.POST.get("decision")
        if "say" in request.POST:
            decision = Decision.ACCEPTED
        known = decision if decision in Decision.values else None
        return parse_pk(request.POST.get("version", "")), known

    @staticmethod
    def _typed(request, proposal):
        typed = request.POST.copy()
        if "say" in typed:
            typed[f"p{proposal.pk}-speaker"] = typed["say"]
        return typed

    def _is_imported(self, request, review):
        text = "It is imported by now: decide at the article."
        if self._is_by_script(request):
            return JsonResponse({"say": text, "reload": True}, status=409)
        self.message_user(request, text, messages.WARNING)
        return redirect(self.review_address(review.manuscript))

    def _told(self, request, review, proposal):
        """Somebody else was faster: what they decided, and what was typed here, both."""
        card = review.card(proposal, self._typed(request, proposal))
        card.form.is_valid()
        card.meanwhile = proposal
        review.proposals = [proposal if one.pk == proposal.pk else one for one in review.proposals]
        by = display_name(proposal.decided_by)
        return self._refused(request, review, card, f"{by} decided about it meanwhile.", 409)

    def _refused(self, request, review, card, text, status=422):
        if not self._is_by_script(request):
            return self._page(request, review, bound=card, status=status)
        return self._answer(request, review, card, text, status)

    def _decided(self, request, pk, proposal):
        text = _SAID[proposal.decision]
        if not self._is_by_script(request):
            self.message_user(request, text, messages.SUCCESS)
            anchor = f"#p-{proposal.pk}"
            return redirect(self.review_address(proposal.manuscript, anchor))
        review = self._review(request, pk)
        card = review.card(next(one for one in review.proposals if one.pk == proposal.pk))
        return self._answer(request, review, card, text, 200)

    def _answer(self, request, review, card, text, status):
        counts = review.counts
        context = {"card": card, "can_decide": review.can_decide, "original": review.manuscript}
        answer = {
            "html": render_to_string("admin/manuscripts/_card.html", context, request),
            "say": f"{text} {counts.sentence}",
            "decision": card.proposal.decision,
            "counts": {name: getattr(counts, name) for name in counts.__dataclass_fields__},
            "undoubted": review.undoubted,
        }
        return JsonResponse(answer, status=status)

    @staticmethod
    def _is_by_script(request):
        return request.headers.get("X-Requested-With") == _BY_SCRIPT

    def accept(self, request, pk):
        """Accept all that was read without a doubt."""
        review = self._review(request, pk)
        if not can_decide(request.user):
            raise PermissionDenied
        if review.is_imported:
            return self._is_imported(request, review)
        count = accept_undoubted(review.manuscript, by=request.user)
        text = f"{count} accepted. {Review(review.manuscript, request.user).counts.sentence}"
        self.message_user(request, text, messages.SUCCESS)
        return redirect(self.review_address(review.manuscript))

    # From here to the article

    def draft(self, request, pk):
        review = self._review(request, pk)
        if review.is_imported:
            return self._is_imported(request, review)
        if not review.can_create:
            raise PermissionDenied
        if review.brings:
            outcome = bring_changes(review.manuscript, by=request.user)
            done, said = "The changes are brought in.", "Brought its changes to"
        else:
            outcome = create_draft(review.manuscript, by=request.user)
            done, said = "The draft is made.", "Made a draft of it:"
        if outcome.is_new:
            self.log_change(request, review.manuscript, f"{said} “{outcome.article}”.")
        self._tell(request, outcome, done)
        return redirect("admin:articles_article_change", outcome.article.pk)

    def _tell(self, request, outcome, done):
        made = _listed(outcome.made)
        found = _listed(outcome.found)
        parts = [made and f"New: {made}.", found and f"On file already: {found}."]
        text = " ".join([done, *filter(None, parts)])
        self.message_user(request, text, messages.SUCCESS)
        for note in outcome.notes[:_MAX_NOTES]:
            self.message_user(request, capfirst(note), messages.WARNING)
        if len(outcome.notes) > _MAX_NOTES:
            more = len(outcome.notes) - _MAX_NOTES
            self.message_user(request, f"And {more} notes more.", messages.WARNING)


def _listed(tally):
    """`{"people": 1, "quotes": 3}` → “1 person, 3 quotes”."""
    one = {"people": "person"}
    return ", ".join(
        f"{count} {name if count != 1 else one.get(name, name.removesuffix('s'))}"
        for name, count in tally.items()
    )
