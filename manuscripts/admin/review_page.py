"""What a page of the review shows: one stretch of a manuscript, its proposals and doubts."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.functional import cached_property

from articles.models import Article
from backoffice.decisions import State
from backoffice.widgets import parse_pk
from manuscripts.added_people import ADD
from manuscripts.earlier_versions import Earlier, earlier_versions
from manuscripts.highlighting import HighlightedBlock, highlighted, is_marked
from manuscripts.mending import TO_MEND
from manuscripts.models import Manuscript, Proposal
from manuscripts.new_records import NewRecord, in_words, new_records, plural_of
from manuscripts.proposals import proposals_of
from manuscripts.reading import Plan
from manuscripts.review_context import ReviewContext
from manuscripts.review_items import ReviewCounts, ReviewGroup, ReviewItem, in_groups
from manuscripts.review_stretches import Stretch, start_of, stretches
from manuscripts.sureness import is_only_mended, is_undoubted
from people.models import Person

Decision = Proposal.Decision
_NOTES_OF_A_PAGE = 200
_NAMES_OFFERED = 500


def can_decide(user: Any) -> bool:
    """Whether somebody may accept, change and leave out what was read."""
    return user.has_perm("manuscripts.change_proposal")


class ReviewPage:
    """What one page of a review shows, and to whom. A long review has several, `number` from 1."""

    def __init__(self, manuscript: Manuscript, user: Any) -> None:
        self.manuscript = manuscript
        self.user = user
        self.proposals = list(proposals_of(manuscript))
        self.number = 1

    @cached_property
    def pages(self) -> list[Stretch]:
        return stretches(self.manuscript.plan["source"]["text"], self.proposals)

    @property
    def stretch(self) -> Stretch:
        """The words and proposals of this page."""
        return self.pages[self.number - 1]

    def turn_to(self, asked: QueryDict) -> None:
        """The page that an address asks for: by `page`, or `at` a place in the text."""
        at, page = parse_pk(asked.get("at", "")), parse_pk(asked.get("page", ""))
        if at is not None:
            page = self.page_at(at)
        self.number = min(max(page or 1, 1), len(self.pages))

    def page_at(self, place: int) -> int:
        """The number of the page with this place of the text."""
        return max(1, bisect_right([one.start for one in self.pages], place))

    def turn_to_proposal(self, proposal: Proposal) -> None:
        """The page that shows a proposal."""
        self.number = self.page_at(start_of(proposal))

    @property
    def page_links(self) -> list[int | str]:
        """The numbers to link, with “…” where some are left out."""
        return [*Paginator(self.pages, 1).get_elided_page_range(self.number)]

    @property
    def next_doubts(self) -> int | None:
        """The next page, around the end, with doubts left."""
        count = len(self.pages)
        others = [(self.number + step - 1) % count + 1 for step in range(1, count)]
        return next((page for page in others if self.pages[page - 1].doubts), None)

    @property
    def is_imported(self) -> bool:
        return self.manuscript.article_id is not None

    @property
    def can_decide(self) -> bool:
        return not self.is_imported and can_decide(self.user)

    @property
    def can_undo(self) -> bool:
        """Whether the import can be looked at to be undone; what stays is told there."""
        is_possible = can_decide(self.user) and self.manuscript.made_rows.exists()
        return self.is_imported and is_possible

    @property
    def corrected_article(self) -> Article | None:
        """The article that this corrects, or None."""
        before = self.manuscript.follows
        return before.article if before and not self.is_imported else None

    @cached_property
    def may_correct(self) -> Earlier | None:
        """What it may correct, to be answered before anything is imported; looked for anew."""
        if self.is_imported or self.corrected_article:
            return None
        return next(self.earlier_versions(), None)

    def earlier_versions(self) -> Iterator[Earlier]:
        """All that it may correct, and nobody said that it doesn't."""
        apart = [self.manuscript.pk, *self.manuscript.apart_from.values_list("pk", flat=True)]
        return earlier_versions(Plan.from_json(self.manuscript.plan), apart=apart)

    @property
    def can_create(self) -> bool:
        right = "articles.change_article" if self.corrected_article else "articles.add_article"
        return not self.is_imported and self.user.has_perm(right)

    @cached_property
    def context(self) -> ReviewContext:
        can_add = self.user.has_perm(ADD)
        return ReviewContext(self.proposals, self.stretch.proposals, can_add_people=can_add)

    @property
    def counts(self) -> ReviewCounts:
        return ReviewCounts.of(self.proposals)

    @property
    def state(self) -> State:
        """What the buttons about all of it are pressed on: each decision (backoffice.decisions)."""
        counts = self.counts
        told = f"{counts.open} open, {counts.accepted} accepted, {counts.rejected} left out."
        versions = " ".join(f"{one.pk}.{one.version}" for one in self.proposals)
        versions += f" {self.manuscript.kept_notes}"
        made = self.all_new
        names = [(one.kind, one.name, [near["pk"] for near in one.near]) for one in made]
        new = f"{in_words(made) or 'nothing'} beside products and questions."
        return {
            "Decisions": (told, hashlib.sha256(versions.encode()).hexdigest()),
            "New": (new, hashlib.sha256(repr(sorted(names)).encode()).hexdigest()),
        }

    def item(self, proposal: Proposal, data: QueryDict | None = None) -> ReviewItem:
        """A proposal with its form; `data` is what was typed into it."""
        return ReviewItem.of(proposal, self.context, data)

    def groups(self, bound: ReviewItem | None = None) -> list[ReviewGroup]:
        """The items in their groups; `bound` is one with what was typed into it."""
        items = [
            bound if bound and bound.proposal.pk == one.pk else self.item(one)
            for one in self.stretch.proposals
        ]
        before = self.manuscript.follows
        return in_groups(items, before.name if before else "")

    def blocks(self) -> list[HighlightedBlock]:
        """The words of this page, with links to what was read in them."""
        before = self.manuscript.follows
        text = before.plan["source"]["text"] if before else None
        here = self.stretch
        return highlighted(
            self.manuscript.plan,
            self.proposals,
            text,
            window=(here.start, here.end),
            cards=frozenset(one.pk for one in here.proposals),
            marked=self.warnings,
        )

    @cached_property
    def all_new(self) -> list[NewRecord]:
        """The same of all pages: what a draft is made on."""
        return new_records(self.proposals)

    @property
    def new_records(self) -> list[NewRecord]:
        """What the import would make beside products and questions, for this page’s proposals."""
        if not self.can_create:
            return []
        here = {one.pk for one in self.stretch.proposals}
        return [one for one in self.all_new if one.named_by & here]

    @property
    def new_in_words(self) -> str:
        return in_words(self.new_records)

    @property
    def new_names(self) -> list[tuple[str, list[str]]]:
        """`(kinds, names)` of those that come near nothing on file."""
        far = [one for one in self.new_records if not one.near]
        kinds = dict.fromkeys(one.kind for one in far)
        return [
            (plural_of(kind).capitalize(), [one.name for one in far if one.kind == kind])
            for kind in kinds
        ]

    @property
    def people_on_file(self) -> list[str]:
        """Names to choose from where somebody is named."""
        if not self.can_decide:
            return []
        names = Person.objects.order_by("name").values_list("name", flat=True)
        return list(names[:_NAMES_OFFERED])

    @property
    def hidden(self) -> list[str]:
        """The words of pieces that were hidden in the file, on the first page."""
        return self.manuscript.plan["source"].get("hidden", []) if self.number == 1 else []

    @property
    def comments(self) -> list[str]:
        """What the comments in the file say, on the first page."""
        return self.manuscript.plan["source"].get("comments", []) if self.number == 1 else []

    @property
    def unplaced(self) -> list[dict[str, Any]]:
        """Words of this page that found no place."""
        pieces, here = self.manuscript.plan.get("unplaced", []), self.stretch
        return [one for one in pieces if here.start <= one["span"][0] < here.end]

    @property
    def import_notes(self) -> list[str]:
        """As many of the import's notes as this page has its share of."""
        notes = self.manuscript.import_notes
        share = max(_NOTES_OF_A_PAGE, -(-len(notes) // len(self.pages)))
        return notes[(self.number - 1) * share : self.number * share]

    def put(self, proposal: Proposal) -> None:
        """Show a proposal as it is by now."""
        for rows in (self.proposals, self.stretch.proposals):
            rows[:] = [proposal if one.pk == proposal.pk else one for one in rows]
        for name in ("context", "all_new"):  # what is on file of it may be another row
            self.__dict__.pop(name, None)

    @cached_property
    def _beside_cards(self) -> list[dict[str, Any]]:
        """The warnings that are about no proposal, on all pages."""
        doubts = {doubt for one in self.proposals for doubt in one.doubts}
        seen = set(self.manuscript.seen_warnings)
        return [
            {
                **warning,
                "at": warning["span"][0] if is_marked(warning) else None,
                "number": number,
                "is_seen": number in seen,
            }
            for number, warning in enumerate(self.manuscript.plan.get("warnings", []))
            if warning["message"] not in doubts
            and warning["code"] not in TO_MEND  # which stand at a card
        ]

    @cached_property
    def warnings(self) -> list[dict[str, Any]]:
        """Those that are about no proposal: of words of this page, or of all on the first."""
        here, is_first = self.stretch, self.number == 1
        return [
            one
            for one in self._beside_cards
            if (here.start <= one["at"] < here.end if one["at"] is not None else is_first)
        ]

    @property
    def unseen(self) -> int:
        """How many doubts beside the cards nobody has seen yet, on all pages."""
        return 0 if self.is_imported else sum(not one["is_seen"] for one in self._beside_cards)

    @property
    def unseen_here(self) -> int:
        """Those of this page."""
        return sum(not one["is_seen"] for one in self.warnings)

    @property
    def never_decided(self) -> int:
        """How many readings a correction left alone that nobody ever decided about."""
        return sum(one.unchanged and one.decision == Decision.OPEN for one in self.proposals)

    def add(self, proposal: Proposal) -> None:
        """Show a proposal that was not there before, on the page that is open."""
        if all(one.pk != proposal.pk for one in self.proposals):
            self.proposals.append(proposal)
            self.stretch.proposals.append(proposal)
        self.put(proposal)

    @property
    def undoubted(self) -> int:
        """How many undecided proposals are sure."""
        return sum(map(is_undoubted, self.proposals))

    @property
    def mended(self) -> int:
        """How many undecided proposals are words to be mended, and nothing else."""
        return sum(map(is_only_mended, self.proposals))
