"""
Utterances and their speakers: what the experts of an article say, in their words or the writer's.

A sentence's quotations belong to its attribution; a bare quotation right behind goes on with the
utterance ("…," says X. "…"). A quotation nobody is named for keeps its speaker open.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from .introductions import couples, introductions
from .people import Mention, People, Person, mentions_in
from .plan import PlanWarning, Quote, Span
from .quotation_marks import Quoted, masked, quoted_in
from .quote_assembler import QuoteAssembler
from .sentence_quotes import MAX_CANDIDATES, SentenceQuotes, Utterance, sentence_quotes
from .speaker_resolver import SpeakerResolver


@dataclass(frozen=True, slots=True)
class QuoteExtraction:
    """All that people say in a manuscript, who they are, and what there was to be read."""

    people: tuple[Person, ...]
    quotes: tuple[Quote, ...]
    warnings: tuple[PlanWarning, ...]
    prose: str  # the text with its quotations blanked
    quoted: tuple[Quoted, ...]
    mentions: tuple[Mention, ...]


def extract_quotes(text: str, spans: list[Span], people: People) -> QuoteExtraction:
    """Quotes, paraphrases and experts of these paragraphs (spans of the text, in order)."""
    quoted, warnings = quoted_in(text, spans)
    prose = masked(text, quoted)
    said = list(sentence_quotes(text, prose, spans, quoted))
    _introduce(prose, said, people)
    assembly = QuoteAssembler(text, prose, said)
    utterances = assembly.utterances()
    warnings += _turns(prose, spans, quoted, people)
    warnings += [_marks_missing(prose, span) for span in assembly.bare_attributions]
    SpeakerResolver(prose, spans, said, people).resolve(utterances)
    kept = [
        one
        for one in utterances
        if one.kind == "verbatim" or one.kind == "paraphrase" and one.speaker
    ]
    warnings += [_unknown(text, one) for one in kept if not one.speaker]
    return QuoteExtraction(
        people=tuple(people.known),
        quotes=tuple(_quote(text, one) for one in kept),
        warnings=tuple(warnings),
        prose=prose,
        quoted=tuple(quoted),
        mentions=tuple(mention for each in said for mention in each.mentions),
    )


def _quote(text: str, one: Utterance) -> Quote:
    return Quote(
        speaker=one.speaker.name if one.speaker else None,
        candidates=tuple(person.name for person in one.candidates[:MAX_CANDIDATES]),
        kind=one.kind,
        segments=tuple(text[start:end] for start, end in one.segments),
        spans=tuple(one.segments),
        second_hand=one.attribution.outlet if one.attribution else None,
    )


def _turns(
    prose: str, spans: list[Span], quoted: list[Quoted], people: People
) -> Iterator[PlanWarning]:
    """ "Dr. Bell: It dries out." — a turn of a conversation that was set without marks."""
    marked = {one.paragraph for one in quoted}
    for number, (start, end) in enumerate(spans):
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


def _introduce(prose: str, said: list[SentenceQuotes], people: People) -> None:
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
