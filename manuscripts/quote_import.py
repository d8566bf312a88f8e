"""Importing quotes: each once for a speaker, and the article they are used in."""

from collections.abc import Callable, Mapping

from articles.models import Article, ArticleQuote, Quote
from manuscripts.column_limits import COLUMNS, Kind
from manuscripts.import_outcome import Import
from manuscripts.left_rows import LeftRows
from manuscripts.new_rows import NewRows, key_of
from manuscripts.reading import Plan
from manuscripts.reading import Quote as ReadQuote
from manuscripts.reading.plan import Span
from people.models import Person

_OUTLET = COLUMNS[Kind.QUOTE, "second_hand"]


class QuoteImporter:
    """
    Makes or finds the quotes of one manuscript; `experts` are its people by name, `namesakes` those
    on file who may be one, where nobody can tell.
    """

    def __init__(
        self,
        outcome: Import,
        experts: Mapping[str | None, Person],
        namesakes: Mapping[str | None, list[Person]],
        note_source: Callable[..., None],
        rows: NewRows,
        left: LeftRows,
    ) -> None:
        self.outcome = outcome
        self.experts = experts
        self.namesakes = namesakes
        self.note_source = note_source
        self.rows = rows
        self.left = left
        self.quotes: dict[int, Quote] = {}
        self.candidates: list[tuple[Quote, list[Person]]] = []

    def prepare(self, plan: Plan) -> None:
        """Quotes, made or found; nothing is written."""
        speakers = {person.pk for person in self.experts.values() if person.pk}
        known: dict[tuple[int | None, tuple[str, ...]], Quote] = {}
        for quote in Quote.objects.filter(speaker__in=speakers):
            known.setdefault((quote.speaker_id, tuple(quote.segments)), quote)
        for read in plan.quotes:
            speaker = self.experts.get(read.speaker)
            key = (key_of(speaker), read.segments) if speaker else None
            span = read.spans[0][0], read.spans[-1][1]
            same = (known.get(key) if key else None) or self._left(span, speaker)
            self.outcome.count("quotes", made=same is None)
            quote = same or self._new_quote(read, speaker)
            if key:
                known[key] = quote
            self.quotes[key_of(quote)] = quote
            self.note_source(span, quote=quote)

    def _left(self, span: Span, speaker: Person | None) -> Quote | None:
        quote = self.left.quote(span)
        if quote and speaker and quote.speaker_id != speaker.pk:
            self.outcome.notes.append(
                f"“{quote.text}” is on file, and not as said by {speaker}. It was kept as it is."
            )
        return quote

    def _new_quote(self, read: ReadQuote, speaker: Person | None) -> Quote:
        self.outcome.note_shortened(_OUTLET, read.second_hand)
        quote = self.rows.add(
            Quote(
                speaker=speaker,
                kind=read.kind,
                segments=list(read.segments),
                source=Quote.Source.OUTLET if read.second_hand else "",
                outlet=_OUTLET.fitted(read.second_hand),
            )
        )
        found = [self.experts[name] for name in read.candidates if name in self.experts]
        for name in (read.speaker, *read.candidates):
            found += self.namesakes.get(name, ())
        people = {key_of(person): person for person in found}
        self.candidates.append((quote, list(people.values())))
        return quote

    def save(self, article: Article) -> None:
        """Write the quotes, whose they may be, and that the article uses them."""
        self.rows.save(Quote)
        candidate = Quote.candidates.through
        candidate.objects.bulk_create(
            candidate(quote=quote, person=person)
            for quote, people in self.candidates
            for person in people
        )
        used = set(article.quote_uses.values_list("quote", flat=True))
        ArticleQuote.objects.bulk_create(
            ArticleQuote(article=article, quote=quote)
            for quote in self.quotes.values()
            if quote.pk not in used
        )
