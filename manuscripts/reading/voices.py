"""
Whether the text speaks for a quote's speaker, and for nobody else (docs/decisions/0047).

A name near the marks is little: "Bell reads me the leaflet: “…”", "Okafor’s last patient sat
down. “…”", "“…,” Bell says, though Okafor is blunter: “…”", "Bell never said “…”". What stands
between the words and their speaker is asked here, whichever rule gave them: another person, a
crowd, a paper or a house that may speak; a negation; an owner before the name, or a name that is
only an object; a question that is answered. Each of them takes the sureness.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import pairwise

from .bystanders import opens
from .figures import Figures
from .namesakes import Namesakes
from .people import Mention, People
from .plan import PlanWarning, Quote, Span
from .quotation_marks import Quoted
from .quotes import QuoteExtraction
from .rejected_words import are_spoken_of
from .sentence_quotes import LETTERS, Utterance
from .sentences import Sentence
from .speech import OWNERS
from .vocabulary import CROWDS, PAPERS, ROLE_NOUNS, SPEECH_VERBS, any_of

_NEAR = 900  # characters beside the marks that are asked
_NOBODY = PAPERS | CROWDS


def other_voices(extraction: QuoteExtraction, people: People) -> Iterator[PlanWarning]:
    """Quotes beside which the text tells of somebody or something else that may say them."""
    voices, namesakes = _Voices(extraction, people), Namesakes(extraction, people)
    for quote, one in zip(extraction.quotes, extraction.heard, strict=True):
        if one.kind != "verbatim" or not one.speaker:
            continue
        is_nobody = one.speaker.name.lower() in _NOBODY  # "Message from the office: “…”"
        if is_nobody or namesakes.is_doubtful(one) or voices.speak_for_another(quote, one):
            words = " ".join(quote.segments[0][:50].split())
            yield PlanWarning(
                "quote.speaker_likely",
                f"“{words} …” was given to {quote.speaker}, and beside it somebody or something "
                "else may speak, or nobody does: check who says it.",
                quote.spans[0],
            )
    yield from namesakes.warnings()


class _Voices:
    """Who may speak between the marks of a manuscript."""

    def __init__(self, extraction: QuoteExtraction, people: People):
        self._prose, self._spans = extraction.prose, extraction.spans
        self._figures = Figures(extraction, people)
        self._quoted = {one.start: one for one in extraction.quoted}
        self._closed = sorted(one.close_at for one in extraction.quoted)
        self._opened = sorted(one.open_at for one in extraction.quoted)
        self._sentences = list(extraction.sentences)

    def speak_for_another(self, quote: Quote, one: Utterance) -> bool:
        """Whether anything beside these words tells of another speaker than theirs."""
        told = zip(quote.spans, quote.segments, strict=True)
        pieces = [
            (self._quoted[start], words) for (start, _), words in told if start in self._quoted
        ]
        if not pieces:
            return False
        if any(self._is_parted(one, *pair) for pair in pairwise(pieces)):
            return True
        if any(self._is_spoken_of(one, piece) for piece, _ in pieces):
            return True
        if any(self._is_told_behind(one, *piece) for piece in pieces):
            return True
        first, said = pieces[0][0], one.attribution
        if said and said.mention and said.start >= first.close_at:
            return False
        return self._is_led_by_another(quote, one, first)

    def _is_spoken_of(self, one: Utterance, piece: Quoted) -> bool:
        """ "Bell says “acid feeds the skin” is a myth": he says so of another's words."""
        before = bisect_right(self._sentences, piece.open_at) - 1
        behind = bisect_left(self._sentences, piece.close_at)
        floor, top = self._spans[piece.paragraph]
        begin = max(floor, self._sentences[before] if before >= 0 else floor)
        end = min(top, self._sentences[behind] if behind < len(self._sentences) else top)
        return are_spoken_of(self._prose, one, piece.open_at, piece.close_at, (begin, end))

    def _stretches(self, start: int, end: int) -> list[Span]:
        """The sentences between two places, or their parts."""
        cuts = self._sentences[
            bisect_right(self._sentences, start) : bisect_left(self._sentences, end)
        ]
        pairs = pairwise((start, *cuts, end))
        return [pair for pair in pairs if LETTERS.search(self._prose, *pair)]

    def _is_parted(
        self, one: Utterance, before: tuple[Quoted, str], after: tuple[Quoted, str]
    ) -> bool:
        """Whether what stands between two pieces of a quote parts them."""
        (first, words), (second, _) = before, after
        start, end = first.close_at, second.open_at
        stretches = self._stretches(start, end)
        if first.paragraph != second.paragraph or not stretches:
            return False
        if end - start > _NEAR:
            return True
        gap = self._prose[start:end]
        if words.endswith("?") and _ASKS.search(gap) and gap.rstrip().endswith("."):
            return True
        if words.endswith((".", "?", "!", "…")) and _REACTS.match(gap):
            return True
        leads = not gap.rstrip().endswith((".", "!", "?"))
        if self._figures.any(one, *stretches[0], papers=leads) or (
            leads and _FROM_PAPER.search(gap)
        ):
            return True
        return any(
            self._figures.any(one, *each) or not self._is_theirs(one, *each)
            for each in stretches[1:]
        )

    def _is_theirs(self, one: Utterance, start: int, end: int) -> bool:
        """Whether a sentence is about the speaker: "Then he laughs.", "Okafor nods."."""
        if _OTHERS.search(self._prose, start, end):
            return False
        if one.attribution and one.attribution.pronoun and start <= one.attribution.start < end:
            return True
        own = self._figures.own(one, start, end)
        return bool(_SHE.match(self._prose, start, end)) or any(
            self._leads(start, each) for each in own
        )

    def _leads(self, start: int, name: Mention) -> bool:
        """Whether a sentence begins with this name as its subject."""
        if self._is_owner(name):
            return False
        begin = name.start - len(self._prose[start : name.start].lstrip(" \n,"))
        trade = _TRADE.match(self._prose, begin, name.start)
        is_trade = trade is not None and trade[1].lower() in ROLE_NOUNS
        if _ADDRESSED.match(self._prose, begin, name.start):
            return False
        if is_trade or self._has_own_words(name) or _LED.match(self._prose, begin, name.start):
            return True
        return opens(self._prose, Sentence(begin, name.start), name.start)

    def _is_owner(self, name: Mention) -> bool:
        """ "Okafor’s book opens": the book does; "Okafor’s advice" is her words."""
        return self._owns(name) >= 0 and not self._has_own_words(name)

    def _has_own_words(self, name: Mention) -> bool:
        return self._owns(name) >= 0 and bool(_OWN_WORDS.match(self._prose, self._owns(name)))

    def _owns(self, name: Mention) -> int:
        """Where the “’s” of a name stands, -1 for none."""
        ends = (name.end - 2, name.end)
        return next((at for at in ends if self._prose.startswith(("’s", "'s"), at)), -1)

    def _is_told_behind(self, one: Utterance, piece: Quoted, words: str) -> bool:
        """Whether the writer goes on behind these words with another, or takes the words back."""
        prose, start = self._prose, piece.close_at
        end = self._tail(start)
        tail = prose[start:end]
        said = one.attribution
        if said and start <= said.start < end:
            if self._figures.any(one, start, said.start):
                return True
            return bool(
                _TAKEN_BACK.search(tail)
                or _FROM_PAPER.search(tail)
                or (_CHAIN.search(prose, said.end, end) and self._tells_on(one, said.end, end))
            )
        is_going_on = words.endswith((",", "?", "!", "…")) and _GOES_ON.match(tail)
        return bool(is_going_on) and not self._is_theirs(one, start, end)

    def _tells_on(self, one: Utterance, start: int, end: int) -> bool:
        """ "“…,” Bell says Okafor told him", "“…,” Okafor reports a patient saying"."""
        return bool(_PRONOUN_TOLD.search(self._prose, start, end)) or self._figures.any(
            one, start, end, papers=False, addressed=False
        )

    def _tail(self, start: int) -> int:
        """The end of the sentence behind marks, or the next marks."""
        at = bisect_right(self._sentences, start)
        stop = self._sentences[at] if at < len(self._sentences) else len(self._prose)
        opened = bisect_left(self._opened, start)
        stop = min(stop, self._opened[opened]) if opened < len(self._opened) else stop
        span = self._spans[max(0, bisect_right(self._spans, (start, len(self._prose))) - 1)]
        return max(start, min(stop, span[1], start + _NEAR))

    def _is_led_by_another(self, quote: Quote, one: Utterance, first: Quoted) -> bool:
        """Whether what stands before the words turns to another, or says that they weren't said."""
        floor = self._spans[first.paragraph][0]
        closed = bisect_right(self._closed, first.open_at) - 1
        top = max(floor, self._closed[closed] if closed >= 0 else floor, first.open_at - _NEAR)
        stretches = self._stretches(top, first.open_at)
        if not stretches:
            return False
        said = one.attribution
        is_behind = said is not None and said.start >= first.close_at
        names = self._figures.own(one, top, first.open_at)
        if not is_behind and (
            _NOT_SAID.search(self._prose, stretches[-1][0], first.open_at)
            or self._is_unsaid(one, stretches[-1][0], first.open_at)
        ):
            return True
        if not is_behind and self._is_ours(quote, *stretches[-1]):
            return True
        if said is None and not self._leads_on(one, *stretches[-1]):
            return True
        if not names:
            return self._turns_away(one, stretches, is_behind=is_behind)
        return self._is_from_another(one, stretches, names[-1], is_behind=is_behind)

    def _is_ours(self, quote: Quote, start: int, end: int) -> bool:
        """ "I told Okafor: “…”", "We asked Okafor, “…?”": the writer speaks."""
        ours = _OURS.search(self._prose, start, end)
        return ours is not None and (not ours[1].startswith("ask") or quote.segments[0][-1] == "?")

    def _is_unsaid(self, one: Utterance, start: int, end: int) -> bool:
        """Words within a sentence that has no verb of saying: "Okafor hums “…”"."""
        before = self._prose[start:end].rstrip()
        said = one.attribution
        if any(map(self._has_own_words, self._figures.own(one, start, end))):
            return False
        return said is None and bool(before) and before[-1:] not in ":,.?!—–-…("

    def _leads_on(self, one: Utterance, start: int, end: int) -> bool:
        """Whether a sentence leads to words without a verb of speech: "Okafor has a rule."."""
        before = self._prose[start:end].rstrip()
        is_sentence = before.endswith((".", "!", "…"))
        return not is_sentence or bool(_SPEAKS.search(before))

    def _turns_away(self, one: Utterance, stretches: list[Span], *, is_behind: bool) -> bool:
        """Of sentences that don't name the speaker, whether they are about another."""
        if any(self._figures.any(one, *each, papers=not is_behind) for each in stretches):
            return True
        return not is_behind and not self._is_theirs(one, *stretches[-1])

    def _is_from_another(
        self, one: Utterance, stretches: list[Span], name: Mention, *, is_behind: bool
    ) -> bool:
        """Whether the speaker's name is no subject, or somebody else stands behind it."""
        start, end = next(pair for pair in stretches if pair[0] <= name.start < pair[1])
        said = one.attribution
        speaks = said is not None and said.mention is not None and not said.is_weak
        is_beside = speaks and (start, end) == stretches[-1]
        if not is_beside and (
            not self._leads(start, name) or self._is_owned(one, start, name.start)
        ):
            return True
        if is_behind and self._is_related(one, name.end, end):
            return True
        own = self._owns(name)
        words = _OWN_WORDS.match(self._prose, own) if own >= 0 else None
        behind = words.end() if words else name.end
        after = [(max(behind, each[0]), each[1]) for each in stretches if each[1] > behind]
        if any(self._figures.any(one, *each, papers=not is_behind) for each in after):
            return True
        if is_behind:
            return False
        is_told_of = is_beside and self._is_heard_by_another(one, start, name.start)
        if (
            is_told_of
            or _RECEIVES.search(self._prose, name.end, end)
            or (is_beside and self._tells_on_before(one, said.end if said else name.end, end))
        ):
            return True
        return len(after) > 1 and not self._is_theirs(one, *stretches[-1])

    def _tells_on_before(self, one: Utterance, start: int, end: int) -> bool:
        """ "Bell says he was told “…”"."""
        last = _LAST_VERB.search(self._prose[start:end])
        is_another = last is not None and last[1] in SPEECH_VERBS
        return is_another or bool(_WAS_TOLD.search(self._prose, start, end))

    def _is_heard_by_another(self, one: Utterance, start: int, end: int) -> bool:
        """ "Okafor says Bell says “…”": at second hand."""
        leads = _REPORTS.search(self._prose[start:end])
        return leads is not None and self._figures.any(one, start, end, papers=False)

    def _is_owned(self, one: Utterance, start: int, end: int) -> bool:
        """ "Her husband, Dr. Voss, is a dentist. “…,” she says": the other one speaks."""
        owner = _OWNER.search(self._prose, start, end)
        pronoun = one.attribution.pronoun if one.attribution else None
        if owner:
            return OWNERS[owner[1].lower()] == pronoun
        return any(self._owns(each) >= 0 for each in self._figures.known(start, end))

    def _is_related(self, one: Utterance, start: int, end: int) -> bool:
        """ "Dr. Voss is her husband. “…,” she says": of two it is the other who speaks."""
        pronoun = one.attribution.pronoun if one.attribution else None
        related = _RELATED.get(pronoun or "")
        return bool(related and related.match(self._prose, start, end))


# A sentence that goes on with the same subject.
_SHE = re.compile(
    r"\s*(?:(?:And|But|Then|Now|Still|Yet|So|Later|Here|Also),?\s)?(?:[Hh]e|[Ss]he|[Tt]hey|[Hh]is|[Hh]er)\b"
)
# "According to Dr. Bell", "On dupes Bell is blunt", "That, says chemist Dr. Bell, is"
_LED = re.compile(
    r"(?:And |But )?(?:(?:According to|Says|Adds|For|As|On|About|As for|[A-Z][a-z]+ with)"
    r" (?:[a-z]+ ){0,3}"
    rf"|(?:[^.]*,\s)?(?:{any_of(SPEECH_VERBS)})\s(?:[\w-]+\s){{0,4}}|[^.]*\bfrom\s)\Z"
)
# "Someone asked Dr. Bell"
_ADDRESSED = re.compile(r"(?!I\b|We\b)[^.,]*\b(?:asks?|asked|tells?|told)\s(?:[a-z]+\s){0,3}\Z")
# "One of his regulars, bus driver Bo Carr"
_TRADE = re.compile(r"(?:.*,\s)?(?:[\w-]+\s){0,2}([\w-]+)\s\Z")
_OWN_WORDS = re.compile(
    r"(?:[’']s)?\s(?:own\b|(?:[a-z-]+\s){0,2}(?:advice|answer|rule|tip|verdict|view|take|point|reply"
    r"|warning|words?|motto|mantra|test|line|pick|choice|favou?rite|yes|no|moment)\b)"
)
_OWNER = re.compile(r"\b([Hh]is|[Hh]er|[Tt]heir)\b")
_OURS = re.compile(
    r"\b(?:I|[Ww]e)(?:’d|’ve|’ll| had| have)?\s(ask(?:ed)?|tell|told|wr[oi]te|replied|reply|said"
    r"|say)\b[^.;]*\Z"
)
_ASKS = re.compile(r"\b(?:asks?|asked|wonders?|wondered|inquires?|enquires?)\b")
# "“It is fat.” Okafor shrugs. “It is only fat.”": who said the first?
_REACTS = re.compile(
    r"\s(?:[A-Z][\w.’-]*\s){1,3}(?:[a-z]+ly\s)?(?:shrugs?|shrugged|laughs?|laughed|winces?|winced"
    r"|nods?|nodded|sighs?|sighed|grins?|grinned|smiles?|smiled|grimaces?|frowns?|frowned|snorts?"
    r"|chuckles?|groans?|disagrees?|disagreed|agrees?|agreed|hesitates?|shakes|shook|rolls|rolled"
    r"|raises|raised|looks|looked|is|was|won’t|isn’t|wasn’t|can’t|doesn’t|has|had)\b"
)
_FROM_PAPER = re.compile(
    r"\b(?:quoting|citing|echoing|reading|paraphrasing|imitating|mimicking|or (?:is|was) it)\b"
)
_OTHERS = re.compile(
    r"\b(?:comes? (?:the|a) (?:answer|reply)|is interrupted|was interrupted|interrupts|cuts? in)\b"
)
_GOES_ON = re.compile(
    r",?\s(?!(?:and|or|but|then|which|while|as|when|because|so|if|in|on|at|to)\b)[a-z]"
)
_CHAIN = re.compile(r"\b(?:saying|say|says|said|telling|tells?|told)\b")
_PRONOUN_TOLD = re.compile(r"\b(?:he|she|they) (?:had )?(?:told|said|heard)\b")
_TAKEN_BACK = re.compile(
    r"\b(?:never|not|n’t|would|could|might|denies|denied)\s(?:[a-z]+\s){0,2}(?:say|said|says|saying)\b"
)
# "Okafor is blunt.", "She has a rule for that.", "Bell agrees, up to a point."
_SPEAKS = re.compile(
    rf"(?<!will )\b(?:{any_of(SPEECH_VERBS)}|disagrees?|disagreed|pauses?|paused|would like"
    r"|doesn’t hesitate|(?:is|was|isn’t|wasn’t|remains) (?!interrupted)"
    r"|(?:has|had|takes|took|sees|holds|gives|gave|keeps|offers)\s[^.]*"
    r"\b(?:rules?|views?|words?|line|answer|advice|name|theory|side|tips?|trick|opinion|warning"
    r"|reasons?|message|point|test|motto|explanation|idea|verdict|doubts?|favou?rites?|preference"
    r"|analogy))\b"
)
_LAST_VERB = re.compile(r"\b([a-z]+)(?:\sthat)?\s*\Z")
_SAYS = (
    r"(?:say|said|says|saying|tell|told|tells|write|wrote|written|claim|claimed|claims|use|used)\b"
)
_NOT_SAID = re.compile(
    r"(?:\b(?:never|not|without|refus\w+|den(?:ies|ied|y|ying)|stopped|stops|avoid\w*|hates?|hated"
    r"|would|could|might|may|yet to|hardly|rarely|instead of|rather than|imagine[sd]?|if|unless"
    r"|until|nobody|hear|heard|hears|wish(?:es|ed)?|rumou?r|supposed|alleged|allegedly)|n’t)\s"
    rf"(?:[\w.’-]+\s){{0,4}}{_SAYS}",
    re.IGNORECASE,
)
# What is heard, read or mimicked is another's.
_RECEIVES = re.compile(
    r"\b(?:found|finds|read|reads|looked|looks|spots|spotted|came across|asks around"
    r"|(?:I|we|you) (?:say|said|wrote)|hears?|heard|hearing|imitat\w+|mimic\w*|quot(?:es|ed|ing)"
    r"|cit(?:es|ed|ing)|hum(?:s|med)"
    r"|sings?|sang|recit\w+|parod\w+|labell?ed|titled|entitled|named|dubbed|marked"
    r"|stamped|billed|interrupted|promising)\b"
    r"|\b(?:knows?|knew|guess(?:es|ed)?|predict(?:s|ed)?|expect(?:s|ed)?|anticipate[sd]?"
    r"|dread(?:s|ed)?|foresees?)\s(?:[a-z]+\s)?"
    r"(?:what|the (?:reply|answer|question|objection|excuse|argument|line))\b"
    r"|\b(?:what|whatever|how|all|everything)\s(?:that\s)?(?:they|you|people|we|[a-z]+s)\s"
    r"(?:[a-z’]+\s){0,2}(?:say|said|tell|told|ask|asked|reply|replied|object|claim|think)\b"
)
_REPORTS = re.compile(
    rf"\b(?:{any_of(SPEECH_VERBS)}|thinks|thought|believes|believed|swears|swore|hears|heard)"
    r"(?:\s(?:me|us|you))?(?:\sthat)?\s(?:[\w-]+\s){0,3}(?:Dr\.?\s)?\Z"
    r"|\A(?:According to|As)\b[^,]*,\s\Z"
)
_WAS_TOLD = re.compile(
    r"\b(?:was|were|is|been|got|gets)\s(?:[a-z]+\s)?(?:told|asked|warned|advised|taught|given)\b"
    r"|\b(?:that|which|who)\s(?:promis|sa[yi]|claim|read|boast|swear)[a-z]*\b"
)
_RELATED = {
    pronoun: re.compile(
        rf"(?:\s\([^)]*\)|,\s(?:an?|the)\s[^,.]*)?,?\s(?:(?:is|was|became) {whose} "
        rf"|[a-z]+ {whom}(?: (?:to|in|on|at|for|with|about|how|what|when|why|if|and|an?|the)\b"
        r"|[.,]))"
    )
    for pronoun, whose, whom in (("she", "her", "her"), ("he", "his", "him"))
}
