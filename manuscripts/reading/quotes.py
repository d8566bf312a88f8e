"""
Utterances and their speakers: what the experts of an article say, in their words or the writer's.

A sentence's quotations belong to its attribution; a bare quotation right behind goes on with the
utterance ("…," says X. "…"). A quotation nobody is named for keeps its speaker open.
"""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from types import MappingProxyType

from .bystanders import acts
from .capitals import in_small_letters
from .introductions import couples, introductions
from .name_lines import name_lines, sections, titled_headings
from .people import Mention, People, Person, mentions_in
from .plan import PlanWarning, Quote, Span
from .quotation_marks import Quoted, masked, quoted_in
from .quote_assembler import QuoteAssembler
from .sentence_quotes import LETTERS, MAX_CANDIDATES, SentenceQuotes, Utterance, sentence_quotes
from .sentences import Sentence
from .speaker_resolver import SpeakerResolver

DEK = 10  # the level of what stands under the title: whoever is named there may be called later
NO_HEADINGS: Mapping[Span, int] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class QuoteExtraction:
    """All that people say in a manuscript, who they are, and what there was to be read."""

    people: tuple[Person, ...]
    quotes: tuple[Quote, ...]
    warnings: tuple[PlanWarning, ...]
    spans: list[Span]  # where somebody may speak
    prose: str  # the text with its quotations blanked
    quoted: tuple[Quoted, ...]
    mentions: tuple[Mention, ...]
    heard: tuple[Utterance, ...]  # what each of the quotes was put together from
    sentences: tuple[int, ...]  # where each begins


def extract_quotes(
    text: str,
    spans: list[Span],
    people: People,
    *,
    headings: Mapping[Span, int] = NO_HEADINGS,
    set_apart: AbstractSet[Span] = frozenset(),
) -> QuoteExtraction:
    """
    Quotes, paraphrases and experts of these paragraphs (spans of the text, in order).

    Nobody speaks in `headings`, given with their levels, but they may name people: "The expert: Dr.
    Bell, a dermatologist".
    Of the spans those `set_apart` are quotations as a whole.
    """
    quoted, warnings = quoted_in(text, spans, set_apart)
    prose = in_small_letters(plain_hyphens(masked(text, quoted)), sorted({*spans, *headings}))
    said = list(sentence_quotes(text, prose, spans, quoted))
    _hear_of(prose, headings, people)
    lines = dict(name_lines(prose, sorted({*headings, *spans})))
    for mention in (*lines.values(), *titled_headings(prose, headings)):
        people.introduce(mention)
    _introduce(prose, said, people)
    assembly = QuoteAssembler(text, prose, said)
    utterances = assembly.utterances()
    warnings += _turns(prose, spans, quoted, people)
    warnings += [_marks_missing(prose, span) for span in assembly.bare_attributions]
    owners = list(sections(prose, headings, spans, lines, people))
    SpeakerResolver(text, prose, spans, said, people, owners).resolve(utterances)
    _settle_repeated(text, prose, spans, utterances)
    kept = [
        one
        for one in utterances
        if one.kind == "verbatim" or one.kind == "paraphrase" and one.speaker
    ]
    warnings += [_unknown(text, one) for one in kept if not one.speaker]
    warnings += [_likely(text, one) for one in kept if one.speaker and one.doubted]
    warnings += [_untold(person) for person in people.known if person.is_guessed]
    return QuoteExtraction(
        people=tuple(people.known),
        quotes=tuple(_quote(text, one, people) for one in kept),
        warnings=tuple(warnings),
        spans=spans,
        prose=prose,
        quoted=tuple(quoted),
        mentions=tuple(mention for each in said for mention in each.mentions),
        heard=tuple(kept),
        sentences=tuple(each.sentence.start for each in said),
    )


def _quote(text: str, one: Utterance, people: People) -> Quote:
    outlet = one.attribution.outlet if one.attribution else None
    return Quote(
        speaker=one.speaker.name if one.speaker else None,
        candidates=tuple(person.name for person in one.candidates[:MAX_CANDIDATES]),
        kind=one.kind,
        segments=tuple(text[start:end] for start, end in one.segments),
        spans=tuple(one.segments),
        second_hand=None if outlet and _is_somebody(outlet, people) else outlet,
    )


def _is_somebody(outlet: str, people: People) -> bool:
    """ "“…,” Bell told Carr", "Bell told Dr. Carr’s class": to one who is there, and no paper."""
    named = next(mentions_in(outlet, 0, len(outlet)), None)
    return named is not None and bool(named.honorific or people.named(named.words))


def _turns(
    prose: str, spans: list[Span], quoted: list[Quoted], people: People
) -> Iterator[PlanWarning]:
    """ "Dr. Bell: It dries out." — a turn of a conversation that was set without marks."""
    marked = {one.paragraph for one in quoted}
    for number, (start, end) in enumerate(spans):
        if ":" not in prose[start : start + 80]:
            continue
        mention = next(mentions_in(prose, start, min(end, start + 60)), None)
        if not mention or mention.start != start or not prose.startswith(":", mention.end):
            continue
        # "Morning Routine:" is a label too: it takes a title, or a name that is known.
        is_name = mention.honorific or people.named(mention.words)
        if is_name and number not in marked and people.introduce(mention):
            yield PlanWarning(
                "quote.unmarked_turn",
                f"“{mention.words}:” starts a line of dialogue without quotation marks: it is "
                "kept as text. Add the marks where it is verbatim.",
                (start, mention.end),
            )


def _marks_missing(prose: str, span: Span) -> PlanWarning:
    """ "They complement the creams. Dr. Holm says." — whose marks were stripped."""
    return PlanWarning(
        "quote.marks_missing",
        f"“{prose[span[0] : span[1]]}” stands alone: if the words around it are quoted, add their "
        "quotation marks.",
        span,
    )


def _unknown(text: str, one: Utterance) -> PlanWarning:
    start, end = one.segments[0]
    names = ", ".join(person.name for person in one.candidates[:MAX_CANDIDATES])
    ask = f"it may be {names}" if names else "name the speaker"
    words = text[start : min(end, start + 50)].replace("\n", " ")
    return PlanWarning(
        "quote.speaker_unknown", f"We can’t tell who says “{words} …”: {ask}.", (start, end)
    )


def _likely(text: str, one: Utterance) -> PlanWarning:
    start, end = one.segments[0]
    words = text[start : min(end, start + 50)].replace("\n", " ")
    name = one.speaker.name if one.speaker else ""
    return PlanWarning(
        "quote.speaker_likely",
        f"“{words} …” was given to {name} by what stands around it: check who says it.",
        (start, end),
    )


def _untold(person: Person) -> PlanWarning:
    return PlanWarning(
        "expert.likely",
        f"“{person.name}” seems to speak here, but the text doesn’t say who that is: check them.",
        person.span,
    )


_MOST_REPEATED = 50
_NO_LETTER = re.compile(r"[\W_]+")


def _settle_repeated(text: str, prose: str, spans: list[Span], utterances: list[Utterance]) -> None:
    """Words set apart that nobody signs are whose they are where the text has them again."""
    still = [
        one
        for one in utterances
        if one.kind == "verbatim"
        and not one.speaker
        and not LETTERS.search(prose[slice(*spans[one.paragraph])])
    ]
    signed = [one for one in utterances if one.kind == "verbatim" and one.speaker]
    if not still or not signed:
        return
    said = [(_folded(text, one), one) for one in signed]
    for one in (one for one in still[:_MOST_REPEATED] if not one.attribution):
        words = _folded(text, one)
        first = next((other for told, other in said if words in told), None)
        if first:
            one.speaker, one.candidates, one.doubted = first.speaker, [], first.doubted


def _folded(text: str, one: Utterance) -> str:
    joined = " ".join(text[start:end] for start, end in one.segments)
    return f" {_NO_LETTER.sub(' ', joined).casefold().strip()} "


def plain_hyphens(prose: str) -> str:
    """Names with one hyphen, whichever the writer's program set: "Al‐Hadidi", "Al‑Hadidi"."""
    return prose.translate({0x2010: "-", 0x2011: "-"})


_MAX_HEADING = 300


def _hear_of(prose: str, headings: Mapping[Span, int], people: People) -> None:
    for (start, end), level in headings.items():
        if end - start > _MAX_HEADING:
            continue
        heading = Sentence(start, end)
        mentions = list(mentions_in(prose, start, end))
        for mention in mentions:
            is_told = mention.credentials or mention.honorific  # else it may be a product's
            if is_told or level == DEK:
                people.hear_of(mention)
        for mention in introductions(prose, heading, mentions):
            if mention.credentials or (mention.honorific and mention.role):
                people.introduce(mention)


def _introduce(prose: str, said: list[SentenceQuotes], people: People) -> None:
    """Everybody with a full name first, so that a surname may come before it."""
    for each in said:
        for mention in each.mentions:
            people.hear_of(mention)
    mentions = [one.mention for each in said for one in each.attributions if one.mention]
    _introduce_couples(prose, said, people, {mention.words for mention in mentions})
    full = [mention for mention in mentions if mention.is_full]
    told = [
        mention for each in said for mention in introductions(prose, each.sentence, each.mentions)
    ]
    titled = [mention for mention in mentions if mention.honorific and not mention.is_full]
    for mention in (*full, *told, *titled):
        is_new = mention.is_full or mention.honorific or mention.described
        if is_new or people.named(mention.words):
            people.introduce(mention)
    people.forget_houses()
    for mention in _who_speak_next(prose, said):
        if not people.named(mention.words) and people.is_person_like(mention):
            person = people.introduce(mention)
            if person:
                person.is_guessed = True


def _introduce_couples(
    prose: str, said: list[SentenceQuotes], people: People, called: set[str]
) -> None:
    for pair in (pair for each in said for pair in couples(prose, each.sentence)):
        # "Shreya laughs" makes two people of "Anil and Shreya Raghunath".
        if any(called & {one.words, one.words.split()[0]} for one in pair):
            for one in pair:
                people.introduce(one)


def _who_speak_next(prose: str, said: list[SentenceQuotes]) -> Iterator[Mention]:
    """ "Ottilie Grange keeps bees. “…,” she says": a name that nothing is told about."""
    spoken = {
        each.paragraph: each.sentence.start
        for each in said
        if any(one.pronoun for one in each.attributions)
    }
    for each in said:
        first = each.mentions[0] if each.mentions else None
        if first and each.sentence.start < spoken.get(each.paragraph, 0):
            begins = first.is_full and first.start == each.sentence.start
            if begins and acts(prose, first, each.sentence.end):
                yield first
