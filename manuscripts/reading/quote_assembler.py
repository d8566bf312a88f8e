"""Sentences to utterances: which quotations make one quote, and which attribution is theirs."""

import re

from .people import surname
from .plan import Span
from .quotation_marks import MASK, Quoted
from .sentence_quotes import (
    LETTERS,
    SentenceQuotes,
    Utterance,
    is_title_case,
)
from .sentences import Sentence
from .speech import Attribution
from .unspoken import signature

_CLAUSE = re.compile(r"(?:,|;)\s(?:and|but|while|whereas|though|although|yet)\s\Z|;\s\Z")
_TOLD = re.compile(r"\s?that\s|,\s")
_MIN_PARTIAL = 4  # words of a quotation inside somebody's sentence
_MIN_BARE = 3  # words of a sentence in marks, behind one that names somebody
_MIN_ALONE = 6  # words of a quotation nobody is named for

# "Dr. Bell agrees." is a sentence of its own.
_COMPLETE = frozenset("agree agrees agreed laugh laughs laughed sigh sighs sighed verdict".split())


class QuoteAssembler:
    """Sentences to utterances."""

    def __init__(self, text: str, prose: str, said: list[SentenceQuotes]):
        self._text, self._prose, self._said = text, prose, said
        self._found: list[Utterance] = []
        self._going: Utterance | None = None  # what a bare quotation would go on with
        self.bare_attributions: list[Span] = []  # a speaker, and no words of theirs
        self._closing = -1  # the sentence that only names the speaker of the one before

    def utterances(self) -> list[Utterance]:
        for index, one in enumerate(self._said):
            if self._going and self._going.paragraph != one.paragraph and not self._going.runs_over:
                is_apart = index and self._is_apart(one) and self._is_apart(self._said[index - 1])
                self._going = self._going if is_apart else None
            if one.bare:
                self._bare(index, one)
            elif one.quoted:
                self._with_words(one)
            elif index != self._closing:
                if index and self._is_right_below(self._said[index - 1], one):
                    self._signed(one)
                self._going = None
            if self._is_bare_attribution(index, one):
                self.bare_attributions.append((one.sentence.start, one.sentence.end))
            else:
                self._paraphrases(one)
        return self._found

    @staticmethod
    def _is_apart(one: SentenceQuotes) -> bool:
        """A paragraph of a block quotation, without marks."""
        return one.bare and one.quoted[0].open_at == one.quoted[0].start

    def _is_bare_attribution(self, index: int, one: SentenceQuotes) -> bool:
        """ "Dr. Holm says." with no quotation beside it."""
        if one.quoted or len(one.attributions) != 1:
            return False
        said = one.attributions[0]
        outside = (
            self._prose[one.sentence.start : said.start] + self._prose[said.end : one.sentence.end]
        )
        if LETTERS.search(outside) or said.verb in _COMPLETE:
            return False
        beside = self._said[max(0, index - 1) : index + 2]
        if beside[-1].quoted and self._leads_below(one, beside[-1]):
            return False
        return not any(near.quoted for near in beside if near.paragraph == one.paragraph)

    def _start(
        self, one: SentenceQuotes, quoted: list[Quoted], attribution: Attribution | None
    ) -> Utterance:
        utterance = Utterance(one.paragraph, quoted[0].open_at, [], attribution)
        utterance.add(quoted)
        self._found.append(utterance)
        self._going = utterance
        return utterance

    def _bare(self, index: int, one: SentenceQuotes) -> None:
        """ "…," says X. “…” — a sentence of nothing but quotation."""
        if self._going:
            self._going.add(one.quoted)
            self._going.paragraph = one.paragraph
            return
        before = self._said[index - 1] if index else None
        attribution = self._leading(one, before) or self._trailing(index, one)
        asks = before is not None and self._asks(before, one)
        asks = asks or self._is_cell(one) or self._is_apart(one)
        least = 2 if asks else self._after_name(before, one)
        if attribution or self._speaks(one.quoted, least=least):
            goes_on = self._follows_quote(one, before) and not attribution
            last = self._found[-1] if self._found else None
            self._start(one, one.quoted, attribution).after = last if goes_on else None

    def _after_name(self, before: SentenceQuotes | None, one: SentenceQuotes) -> int:
        """ "I put that to Iona Bell. “Soap is a habit.”": how few words are an utterance."""
        is_beside = before and before.paragraph == one.paragraph and not before.quoted
        is_ended = self._text[one.quoted[-1].end - 1] in ".!?…"
        return _MIN_BARE if is_beside and before and before.mentions and is_ended else _MIN_ALONE

    def _is_cell(self, one: SentenceQuotes) -> bool:
        """ "Ann Lee | Pharmacist | “Less is more.”": a cell of nothing but words in marks."""
        is_ended = self._text[one.quoted[-1].end - 1] in ".!?…"
        return is_ended and self._text[one.sentence.start - 1] == "\t"

    def _asks(self, before: SentenceQuotes, one: SentenceQuotes) -> bool:
        """ "THE SUPPLEMENT WE ALL NEED? “None. Eat a vegetable.”" """
        is_beside = before.paragraph == one.paragraph
        end = self._prose[before.sentence.start : before.sentence.end].rstrip()
        return is_beside and not before.quoted and end.endswith(("?", ":"))

    def _leading(self, one: SentenceQuotes, before: SentenceQuotes | None) -> Attribution | None:
        """ "Dr. Bell explains. “…”" """
        if not before or before.quoted or not before.attributions:
            return None
        if before.paragraph != one.paragraph and not self._leads_below(before, one):
            return None
        last = before.attributions[-1]
        rest = self._prose[last.end : before.sentence.end].strip(" .:,")
        return last if not rest and last.verb != "according" else None

    def _leads_below(self, before: SentenceQuotes, one: SentenceQuotes) -> bool:
        """ "Iona Bell, head of testing at B, said:" above a paragraph of her words."""
        line = self._prose[before.sentence.start : before.sentence.end].rstrip()
        is_above = before.paragraph == one.paragraph - 1 and self._is_right_below(before, one)
        return is_above and line.endswith(":")

    def _trailing(self, index: int, one: SentenceQuotes) -> Attribution | None:
        """ "“Why?” Dr. Bell says." — a question mark ends the words and not the sentence."""
        after = self._said[index + 1] if index + 1 < len(self._said) else None
        if not after or after.paragraph != one.paragraph or after.quoted or not after.attributions:
            return None
        first, end = after.attributions[0], one.quoted[-1].end
        rest = self._prose[first.end : after.sentence.end].strip(" .")
        if self._text[end - 1] in "?!" and not rest and first.start - after.sentence.start < 3:
            self._closing = index + 1
            return first
        return None

    def _follows_quote(self, one: SentenceQuotes, before: SentenceQuotes | None) -> bool:
        """A paragraph of nothing but words in marks, right below a paragraph that ends in some."""
        if not before or before.paragraph != one.paragraph - 1 or not self._found:
            return False
        if not self._is_right_below(before, one):
            return False
        return bool(before.quoted) and self._found[-1].paragraph == before.paragraph

    def _is_right_below(self, before: SentenceQuotes, one: SentenceQuotes) -> bool:
        """Whether nothing stands between them: a heading turns to something else."""
        return not LETTERS.search(self._text[before.sentence.end : one.sentence.start])

    def _with_words(self, one: SentenceQuotes) -> None:
        quoted = one.quoted
        if self._going and self._going.runs_over:
            self._going.add(quoted[:1])
            self._going.paragraph = one.paragraph
            first = one.attributions[0] if one.attributions else None
            self._going.attribution = self._going.attribution or first
            quoted = quoted[1:]
            if not quoted:
                return
        if not one.attributions:
            self._unattributed(one, quoted)
            return
        for attribution, group in _nearest(quoted, one.attributions):
            own = [each for each in group if not self._is_of_another(one, attribution, each)]
            said = [each for each in own if self._is_speech(each, attribution, one.sentence)]
            if said:
                self._start(one, said, attribution)
            others = [each for each in group if each not in own]
            if others:
                self._unattributed(one, others)

    def _is_of_another(self, one: SentenceQuotes, said: Attribution, quoted: Quoted) -> bool:
        """ "Bell shrugs, and Carr allows it “on a dry face”": the words are not Bell's."""
        own = said.mention.words if said.mention else ""
        return any(
            said.end <= each.start < quoted.open_at
            and each.words != own
            and _CLAUSE.search(self._prose, said.end, each.start)
            for each in one.mentions
        )

    def _unattributed(self, one: SentenceQuotes, quoted: list[Quoted]) -> None:
        going = self._going
        self._going = None
        for each in quoted:
            is_ended = self._text[each.end - 1] in ",.!?…"
            if is_ended and going and each.open_at == one.sentence.start:
                going.add([each])
                self._going = going
            elif self._speaks([each], least=self._least(one, each, is_ended=is_ended)):
                self._start(one, [each], None)
                self._going = self._going if is_ended else None

    def _least(self, one: SentenceQuotes, quoted: Quoted, *, is_ended: bool) -> int:
        """How many words are an utterance: few where a label, a question, a comma leads to them."""
        before = self._prose[one.sentence.start : quoted.open_at].rstrip()
        if is_ended and before.endswith((":", "?")):
            return 2
        return _MIN_PARTIAL if is_ended and before.endswith(",") else _MIN_ALONE

    def _signed(self, one: SentenceQuotes) -> None:
        """A line below a pull quote: "— Dr. Bell, dermatologist"."""
        last = self._found[-1] if self._found else None
        if not last or last.attribution or last.paragraph != one.paragraph - 1:
            return
        for attribution in signature(self._prose, one.sentence.start, one.sentence.end):
            last.attribution, last.after = attribution, None

    def _speaks(self, quoted: list[Quoted], least: int = _MIN_ALONE) -> bool:
        """Whether words nobody is named for are an utterance and no title or scare quotes."""
        words = self._text[quoted[0].start : quoted[-1].end].split()
        long = len(words) >= least or quoted[-1].runs_over
        return long and not is_title_case(words)

    def _is_speech(self, quoted: Quoted, attribution: Attribution, sentence: Sentence) -> bool:
        words = self._text[quoted.start : quoted.end].split()
        before = self._prose[max(sentence.start, quoted.open_at - 12) : quoted.open_at].rstrip()
        behind, ahead = quoted.open_at - attribution.end, attribution.start - quoted.close_at
        beside = 0 <= behind <= 2 or 0 <= ahead <= 3
        if self._only_named(quoted, words, attribution, sentence):
            return False
        led = before.endswith((",", ":")) or (
            not before and self._text[quoted.end - 1] in ",?!—–-…"
        )
        if beside or led or (before == MASK and len(words) > 1):
            return True
        return len(words) >= _MIN_PARTIAL and not is_title_case(words)

    def _only_named(
        self, quoted: Quoted, words: list[str], attribution: Attribution, sentence: Sentence
    ) -> bool:
        """
        Words in marks that are named and not said: the title of a book, or a subject in marks,
        as in “Medical grade”, she notes, means nothing on a label.
        """
        ended = self._text[quoted.end - 1] in ",.?!…—–"
        if ended or quoted.runs_over:
            return False
        goes_on = attribution.start >= quoted.close_at and re.match(
            r",\s+[a-z]", self._prose[attribution.end : sentence.end]
        )
        return is_title_case(words) and len(words) > 2 or len(words) <= 3 and bool(goes_on)

    def _paraphrases(self, one: SentenceQuotes) -> None:
        for attribution in one.attributions[:1]:
            span = self._reported(one, attribution)
            if span:
                kind = "paraphrase" if attribution.paraphrases else "pronoun"
                at = attribution.start
                self._found.append(Utterance(one.paragraph, at, [span], attribution, kind))

    def _reported(self, one: SentenceQuotes, attribution: Attribution) -> Span | None:
        """The reported words: behind "According to X," and "X says that", else the sentence."""
        start, end = one.sentence.start, one.sentence.end
        told = _TOLD.match(self._prose[attribution.end : attribution.end + 7])
        words = re.findall(r"\w+", self._prose[start:end])
        that = bool(told and "that" in told[0])
        according = attribution.verb == "according"
        if one.quoted and not (len(words) >= 12 and (that or according)):
            return None
        if end - attribution.end < 3 and attribution.start - start > 20:
            return start, start + len(self._prose[start : attribution.start].rstrip(" ,—–"))
        if told and (according or that):
            start = attribution.end + told.end()
        return (start, end) if end - start > 8 else None


def _nearest(
    quoted: list[Quoted], named: list[Attribution]
) -> list[tuple[Attribution, list[Quoted]]]:
    """Each quotation with the attribution nearest to it; one speaker's stay together."""
    groups: list[tuple[Attribution, list[Quoted]]] = []
    for one in quoted:
        near = min(
            named, key=lambda each: min(abs(each.start - one.close_at), abs(one.open_at - each.end))
        )
        if groups and (groups[-1][0] is near or _same_speaker(groups[-1][0], near)):
            groups[-1][1].append(one)
        else:
            groups.append((near, [one]))
    return groups


def _same_speaker(one: Attribution, other: Attribution) -> bool:
    """Within one sentence a pronoun goes with the name beside it."""
    if one.mention and other.mention:
        return surname(one.mention.words) == surname(other.mention.words)
    return bool(one.mention or one.pronoun) and bool(other.mention or other.pronoun)
