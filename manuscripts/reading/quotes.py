"""
Utterances and their speakers: what the experts of an article say, in their words or the writer's.

A sentence's quotations belong to its attribution; a bare quotation right behind goes on with the
utterance ("…," says X. "…"). A quotation nobody is named for keeps its speaker open.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from .attribution import (
    Attribution,
    Sentence,
    attributions,
    couples,
    introductions,
    sentences,
    signature,
)
from .marks import MASK, Quoted, masked, quoted_in
from .people import Mention, People, Person, mentions_in, surname
from .plan import Caution, Quote, Span
from .trade_names import folded
from .vocabulary import ROLE_NOUNS

_TOLD = re.compile(r"\s?that\s|,\s")
_LETTERS = re.compile(r"\w")
_MAX_CANDIDATES = 12
_SHORTEST_PARTIAL = 4  # words of a quotation inside somebody's sentence
_SHORTEST_ALONE = 6  # words of a quotation nobody is named for


@dataclass(slots=True)
class _Said:
    """A sentence with its quotations and attributions."""

    sentence: Sentence
    paragraph: int
    quoted: list[Quoted]
    attributions: list[Attribution]
    bare: bool  # nothing stands in it but quotations
    mentions: tuple[Mention, ...]


@dataclass(slots=True)
class _Utterance:
    """A quote while it is put together; `segments` of a paraphrase are the writer's words."""

    paragraph: int
    at: int
    segments: list[Span]
    attribution: Attribution | None = None
    kind: str = "verbatim"
    runs_over: bool = False
    after: "_Utterance | None" = None  # an unsigned paragraph goes on with this one
    speaker: Person | None = None
    candidates: list[Person] = field(default_factory=list)

    def add(self, quoted: Iterable[Quoted]) -> None:
        for one in quoted:
            self.segments.append((one.start, one.end))
            self.runs_over = one.runs_over


@dataclass(frozen=True, slots=True)
class Voices:
    """All that people say in a manuscript, and who they are."""

    people: tuple[Person, ...]
    quotes: tuple[Quote, ...]
    cautions: tuple[Caution, ...]


def read_voices(text: str, spans: list[Span], people: People) -> Voices:
    """Quotes, paraphrases and experts of these paragraphs (spans of the text, in order)."""
    quoted, cautions = quoted_in(text, spans)
    prose = masked(text, quoted)
    said = list(_said(text, prose, spans, quoted))
    _introduce(prose, said, people)
    assembly = _Assembly(text, prose, said)
    utterances = assembly.utterances()
    cautions += _turns(prose, spans, quoted, people)
    cautions += [_marks_missing(prose, span) for span in assembly.bare_attributions]
    _Speakers(prose, spans, said, people).before_save(utterances)
    kept = [
        one
        for one in utterances
        if one.kind == "verbatim" or one.kind == "paraphrase" and one.speaker
    ]
    cautions += [_unknown(text, one) for one in kept if not one.speaker]
    return Voices(
        people=tuple(people.known),
        quotes=tuple(_quote(text, one) for one in kept),
        cautions=tuple(cautions),
    )


def _quote(text: str, one: _Utterance) -> Quote:
    return Quote(
        speaker=one.speaker.name if one.speaker else None,
        candidates=tuple(person.name for person in one.candidates[:_MAX_CANDIDATES]),
        kind=one.kind,
        segments=tuple(text[start:end] for start, end in one.segments),
        spans=tuple(one.segments),
        second_hand=one.attribution.outlet if one.attribution else None,
    )


def _turns(
    prose: str, spans: list[Span], quoted: list[Quoted], people: People
) -> Iterator[Caution]:
    """ "Dr. Bell: It dries out." — a turn of a conversation that was set without marks (Q81)."""
    marked = {one.paragraph for one in quoted}
    for number, (start, end) in enumerate(spans):
        mention = next(mentions_in(prose, start, min(end, start + 60)), None)
        labels = mention and mention.start == start and prose.startswith(":", mention.end)
        # "Morning Routine:" is a label too: it takes a title, or a name that is known.
        told = labels and (mention.honorific or people.named(mention.words))
        if told and number not in marked and people.introduce(mention):
            yield Caution(
                "quote.unmarked_turn",
                f"“{mention.words}:” begins a turn without quotation marks: it is kept as text, "
                "quote from it where it is verbatim.",
                (start, mention.end),
            )


def _marks_missing(prose: str, span: Span) -> Caution:
    """ "They complement the creams. Dr. Holm says." — whose marks were stripped (C3)."""
    return Caution(
        "quote.marks_missing",
        f"“{prose[span[0] : span[1]]}” stands alone: if the words around it are quoted, set their "
        "quotation marks.",
        span,
    )


def _unknown(text: str, one: _Utterance) -> Caution:
    start, end = one.segments[0]
    names = ", ".join(person.name for person in one.candidates[:_MAX_CANDIDATES])
    ask = f"it may be {names}" if names else "name the speaker"
    words = text[start : min(end, start + 50)].replace("\n", " ")
    return Caution(
        "quote.speaker_unknown", f"Who says “{words} …” can’t be told: {ask}.", (start, end)
    )


def _said(text: str, prose: str, spans: list[Span], quoted: list[Quoted]) -> Iterator[_Said]:
    by_paragraph: dict[int, list[Quoted]] = {}
    for one in quoted:
        by_paragraph.setdefault(one.paragraph, []).append(one)
    for number, (start, end) in enumerate(spans):
        inside = by_paragraph.get(number, [])
        taken = 0
        for sentence in sentences(
            text, prose, start, end, {one.close_at: one.end for one in inside}
        ):
            first = taken
            while taken < len(inside) and inside[taken].open_at < sentence.end:
                taken += 1
            held = inside[first:taken]
            bare = bool(held) and not _LETTERS.search(prose[sentence.start : sentence.end])
            named = attributions(prose, sentence)
            if held and all(_is_heading(text[one.start : one.end].split()) for one in held):
                # "Bose writes “Hot Take” every other Thursday": the name of a column, or a book.
                named = [one for one in named if one.verb not in ("write", "writes", "wrote")]
            mentions = tuple(mentions_in(prose, sentence.start, sentence.end))
            yield _Said(sentence, number, held, named, bare and not named, mentions)


def _introduce(prose: str, said: list[_Said], people: People) -> None:
    """Everybody with a full name first, so that a surname may come before it."""
    for each in said:
        for mention in each.mentions:
            people.hear_of(mention)
    mentions = [one.mention for each in said for one in each.attributions if one.mention]
    called = {mention.words for mention in mentions}
    for pair in (pair for each in said for pair in couples(prose, each.sentence)):
        # "Shreya laughs" makes two people of "Anil and Shreya Raghunath".
        if any(called & {one.words, one.words.split()[0]} for one in pair):
            for one in pair:
                people.introduce(one)
    full = [mention for mention in mentions if mention.is_full]
    told = [
        mention for each in said for mention in introductions(prose, each.sentence, each.mentions)
    ]
    titled = [mention for mention in mentions if mention.honorific and not mention.is_full]
    for mention in (*full, *told, *titled):
        people.introduce(mention)


# "Dr. Bell agrees." is a sentence of its own.
_COMPLETE = frozenset("agree agrees agreed laugh laughs laughed sigh sighs sighed".split())


class _Assembly:
    """Sentences to utterances."""

    def __init__(self, text: str, prose: str, said: list[_Said]):
        self._text, self._prose, self._said = text, prose, said
        self._found: list[_Utterance] = []
        self._going: _Utterance | None = None  # what a bare quotation would go on with
        self.bare_attributions: list[Span] = []  # a speaker, and no words of theirs
        self._closing = -1  # the sentence that only names the speaker of the one before

    def utterances(self) -> list[_Utterance]:
        for index, one in enumerate(self._said):
            if self._going and self._going.paragraph != one.paragraph and not self._going.runs_over:
                self._going = None
            if one.bare:
                self._bare(index, one)
            elif one.quoted:
                self._with_words(one)
            elif index != self._closing:
                self._signed(one)
                self._going = None
            if self._is_bare_attribution(index, one):
                self.bare_attributions.append((one.sentence.start, one.sentence.end))
            else:
                self._paraphrases(one)
        return self._found

    def _is_bare_attribution(self, index: int, one: _Said) -> bool:
        """ "Dr. Holm says." with no quotation beside it."""
        if one.quoted or len(one.attributions) != 1:
            return False
        said = one.attributions[0]
        outside = (
            self._prose[one.sentence.start : said.start] + self._prose[said.end : one.sentence.end]
        )
        if _LETTERS.search(outside) or said.verb in _COMPLETE:
            return False
        beside = self._said[max(0, index - 1) : index + 2]
        return not any(near.quoted for near in beside if near.paragraph == one.paragraph)

    def _start(
        self, one: _Said, quoted: list[Quoted], attribution: Attribution | None
    ) -> _Utterance:
        utterance = _Utterance(one.paragraph, quoted[0].open_at, [], attribution)
        utterance.add(quoted)
        self._found.append(utterance)
        self._going = utterance
        return utterance

    def _bare(self, index: int, one: _Said) -> None:
        """ "…," says X. “…” — a sentence of nothing but quotation."""
        if self._going:
            self._going.add(one.quoted)
            self._going.paragraph = one.paragraph
            return
        before = self._said[index - 1] if index else None
        attribution = self._leading(one, before) or self._trailing(index, one)
        if attribution or self._speaks(one.quoted):
            goes_on = self._follows_quote(one, before) and not attribution
            last = self._found[-1] if self._found else None
            self._start(one, one.quoted, attribution).after = last if goes_on else None

    def _leading(self, one: _Said, before: _Said | None) -> Attribution | None:
        """ "Dr. Bell explains. “…”" """
        if (
            not before
            or before.paragraph != one.paragraph
            or before.quoted
            or not before.attributions
        ):
            return None
        last = before.attributions[-1]
        rest = self._prose[last.end : before.sentence.end].strip(" .:,")
        return last if not rest and last.verb != "according" else None

    def _trailing(self, index: int, one: _Said) -> Attribution | None:
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

    def _follows_quote(self, one: _Said, before: _Said | None) -> bool:
        """A paragraph of nothing but words in marks, right below a paragraph that ends in some."""
        if not before or before.paragraph != one.paragraph - 1 or not self._found:
            return False
        return bool(before.quoted) and self._found[-1].paragraph == before.paragraph

    def _with_words(self, one: _Said) -> None:
        quoted = one.quoted
        if self._going and self._going.runs_over:
            self._going.add(quoted[:1])
            self._going.paragraph = one.paragraph
            self._going.attribution = self._going.attribution or (one.attributions or [None])[0]
            quoted = quoted[1:]
            if not quoted:
                return
        if not one.attributions:
            self._unattributed(one, quoted)
            return
        groups = _nearest(quoted, one.attributions)
        for attribution, group in groups:
            said = [each for each in group if self._is_speech(each, attribution, one.sentence)]
            if said:
                self._start(one, said, attribution)

    def _unattributed(self, one: _Said, quoted: list[Quoted]) -> None:
        going = self._going
        self._going = None
        for each in quoted:
            if self._speaks([each]) and self._text[each.end - 1] in ",.!?…":
                if going and one.quoted[0] is each and each.open_at == one.sentence.start:
                    going.add([each])
                    self._going = going
                else:
                    self._start(one, [each], None)

    def _signed(self, one: _Said) -> None:
        """A line below a pull quote: "— Dr. Bell, dermatologist"."""
        last = self._found[-1] if self._found else None
        if not last or last.attribution or last.paragraph != one.paragraph - 1:
            return
        for attribution in signature(self._prose, one.sentence.start, one.sentence.end):
            last.attribution, last.after = attribution, None

    def _speaks(self, quoted: list[Quoted]) -> bool:
        """Whether words nobody is named for are an utterance and no title or scare quotes."""
        words = self._text[quoted[0].start : quoted[-1].end].split()
        long = len(words) >= _SHORTEST_ALONE or quoted[-1].runs_over
        return long and not _is_heading(words)

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
        return len(words) >= _SHORTEST_PARTIAL and not _is_heading(words)

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
        return _is_heading(words) and len(words) > 2 or len(words) <= 3 and bool(goes_on)

    def _paraphrases(self, one: _Said) -> None:
        for attribution in one.attributions[:1]:
            span = self._reported(one, attribution)
            if span:
                kind = "paraphrase" if attribution.paraphrases else "pronoun"
                at = attribution.start
                self._found.append(_Utterance(one.paragraph, at, [span], attribution, kind))

    def _reported(self, one: _Said, attribution: Attribution) -> Span | None:
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


def _is_heading(words: list[str]) -> bool:
    """The Title of a Book, in capitals."""
    long = [word for word in words if len(word) > 3]
    return bool(long) and all(word[0].isupper() for word in long) and words[-1][-1] not in ".!?,"


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


_LONGEST = 4000  # characters of a paragraph
_MAX_ROUNDS = 4
_THIRD = re.compile(r"\b(?:[Hh]e|[Ss]he|[Hh]is|[Hh]er|[Hh]im|[Hh]imself|[Hh]erself)\b")
_THIRD_AS = {
    **dict.fromkeys(("he", "his", "him", "himself"), "he"),
    **dict.fromkeys(("she", "her", "herself"), "she"),
}
# Whom a pronoun may mean beside the person named.
_SOMEBODY = re.compile(
    r"\b(?:an? (?:[a-z-]+ ){0,2}(?:patient|client|customer|reader|woman|man|girl|boy|friend"
    r"|colleague)"
    r"|mother|father|sister|brother|daughter|son|wife|husband|actress|actor|singer|model"
    r"|[Tt]he (?:[\w-]+ )?(?:girl|boy|woman|man|lady|guy|assistant|cashier|receptionist)"
    r"|[Mm]y (?:friend|buddy|editor|roommate|flatmate|neighbou?r))\b"
)


class _Speakers:
    """Who each utterance belongs to; names first, then pronouns, then what nobody signs."""

    def __init__(self, prose: str, spans: list[Span], said: list[_Said], people: People):
        self._people, self._prose, self._spans = people, prose, spans
        self._mentions: list[list[Mention]] = [[] for _ in spans]
        for each in said:
            self._mentions[each.paragraph] += each.mentions
        self._named: list[list[tuple[int, Person]]] = []
        self._first: dict[int, int] = {}
        self._order: list[Person] = []

    def _look_around(self) -> None:
        """Where everybody is named; a surname may have made somebody known just now."""
        self._named = [self._persons(mentions) for mentions in self._mentions]
        first: dict[int, int] = {}
        for mentions in self._named:
            for at, person in mentions:
                first.setdefault(id(person), at)
        self._first = first
        self._order = sorted(
            self._people.known, key=lambda person: first.get(id(person), person.span[0])
        )

    def _persons(self, mentions: list[Mention]) -> list[tuple[int, Person]]:
        """Whom these names mean, each with its place."""
        found = []
        for mention in mentions:
            same = self._people.named(mention.words) or self._people.named(surname(mention.words))
            if len(same) == 1 and _calls(mention, same[0]):
                found.append((mention.start, same[0]))
        return found

    def before_save(self, utterances: list[_Utterance]) -> None:
        for one in utterances:
            if one.attribution and one.attribution.mention:
                self._by_name(one, one.attribution.mention)
        self._look_around()
        pronouns = [one for one in utterances if one.attribution and one.attribution.pronoun]
        self._settle_pronouns(pronouns)
        for one in utterances:
            if not one.attribution and one.kind == "verbatim":
                self._unsigned(one)

    def _settle_pronouns(self, pronouns: list[_Utterance]) -> None:
        for one in pronouns:
            self._by_paragraph(one, one.attribution.pronoun)
        self._learn_pronouns()
        # Each one that is settled may leave a single person for another: he, so she is the other.
        for _ in range(_MAX_ROUNDS):
            still = [one for one in pronouns if not one.speaker]
            for one in still:
                self._by_pronoun(one, one.attribution.pronoun)
            if all(not one.speaker for one in still):
                break

    def _by_name(self, one: _Utterance, mention: Mention) -> None:
        person = self._people.introduce(mention)
        if person:
            one.speaker = person
        else:
            one.candidates = self._people.named(mention.words)[:_MAX_CANDIDATES]

    def _before(self, one: _Utterance) -> list[Person]:
        """Whom the paragraph names before this place, each once."""
        found: dict[int, Person] = {}
        for at, person in self._named[one.paragraph]:
            if at < one.attribution.start:
                found[id(person)] = person
        return list(found.values())

    def _by_paragraph(self, one: _Utterance, pronoun: str) -> None:
        near = [] if one.attribution.described else self._before(one)
        if len(near) == 1 and near[0].can_be(pronoun):
            one.speaker = near[0]
            near[0].pronouns.add(pronoun)

    def _learn_pronouns(self) -> None:
        """
        What the writer's own words call a person: "Bell tells his patients", "She keeps a jar".

        Read only in a paragraph that names one person and speaks of nobody else.
        """
        paragraphs = zip(self._named, self._mentions, self._spans, strict=True)
        for named, mentions, (start, end) in paragraphs:
            if len({id(person) for _, person in named}) != 1 or end - start > _LONGEST:
                continue
            at, person = named[0]
            words = _THIRD.findall(self._prose, at, end)
            told = {_THIRD_AS[word.lower()] for word in words}
            if len(told) == 1 and not self._others(mentions, start, end):
                person.pronouns |= told if not person.pronouns - {"they"} else set()

    def _others(self, mentions: list[Mention], start: int, end: int) -> bool:
        """Whether a paragraph has somebody nobody introduced: a patient, an actress by name."""
        full = (one for one in mentions if one.is_full)
        return bool(_SOMEBODY.search(self._prose, start, end)) or any(
            not self._people.named(one.words) and self._people.is_person_like(one) for one in full
        )

    def _by_description(self, one: _Utterance, described: str) -> None:
        """ "the professor from Santa Clareta": by the organization that is named, else the role."""
        words = set(described.split())
        capitals = {folded(word) for word in words if word[0].isupper()}
        near = self._before(one)
        for fits in (
            self._who(lambda person: capitals & _folded_words(person.organization)),
            self._who(lambda person: words & ROLE_NOUNS & _folded_words(person.role)),
            self._who(lambda person: words & _DOCTORS and _is_doctor(person)),
        ):
            close = [person for person in fits if person in near] or fits
            if len(close) == 1:
                one.speaker = close[0]
                return
            one.candidates = fits[:_MAX_CANDIDATES] or one.candidates

    def _who(self, fits) -> list[Person]:
        return [person for person in self._order if fits(person)]

    def _by_pronoun(self, one: _Utterance, pronoun: str) -> None:
        if one.attribution.described:
            self._by_description(one, one.attribution.described)
            return
        near = self._before(one)
        start = self._spans[one.paragraph][0]
        if not near and _SOMEBODY.search(self._prose, start, one.attribution.start):
            return  # "The girl at the till … she told me": nobody who was named
        near = near or self._earlier(one)
        fits = (person for person in near if person.can_be(pronoun))
        possible = list(islice(fits, _MAX_CANDIDATES))
        if len(possible) == 1:
            one.speaker, one.candidates = possible[0], []
            possible[0].pronouns.add(pronoun)
        else:
            one.candidates = possible

    def _earlier(self, one: _Utterance) -> Iterator[Person]:
        """Everybody who was named before."""
        for person in self._order:
            if self._first.get(id(person), person.span[0]) >= one.at:
                return
            yield person

    def _leading(self, paragraph: int) -> dict[int, Person]:
        """ "Three rules from Bell:" above a list of nothing but quotations tells whose they are."""
        for above in range(paragraph, max(-1, paragraph - _MAX_ITEMS), -1):
            start, end = self._spans[above]
            said = self._prose[start:end].strip()
            if said.endswith(":") and len(said) < 160:
                return {id(person): person for _, person in self._named[above]}
            if _LETTERS.search(said):
                break
        return {}

    def _unsigned(self, one: _Utterance) -> None:
        if one.after and one.after.speaker:
            one.speaker = one.after.speaker
            return
        found = {id(person): person for _, person in self._named[one.paragraph]}
        found = found or self._leading(one.paragraph)
        if len(found) == 1:
            one.speaker = next(iter(found.values()))
        else:
            one.candidates = list(found.values())[:_MAX_CANDIDATES]


_MAX_ITEMS = 12  # of a list that a line leads to
_DOCTORS = frozenset({"doctor", "dermatologist", "derm", "physician", "surgeon"})


def _folded_words(text: str | None) -> set[str]:
    return set(folded(text or "").split())


def _is_doctor(person: Person) -> bool:
    titled = (person.honorific or "").startswith(("Dr", "Prof"))
    return titled or bool(re.search(r"\bM\.?D\b", person.credentials or ""))


def _calls(mention: Mention, person: Person) -> bool:
    """A capital that happens to be a first name calls nobody: it takes a surname or a title."""
    if mention.honorific or mention.is_full:
        return True
    return surname(mention.words) == surname(person.name)
