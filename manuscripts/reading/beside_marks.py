"""
Speakers told by what stands right behind words in marks, with whatever verb.

`“…,” he counted off on his fingers` · `“…,” reckons Iona Bell` · `“…,” Bell deadpans`
`“…,” is all she’ll say` · `“…” is how Bell puts it`

No list holds all verbs that a writer may put there. The place does: the words end in a comma, a
question or an exclamation mark, and a pronoun or a name follows. So read, a speaker is asked about.
"""

import re
from collections.abc import Iterable, Iterator

from .people import mentions_in
from .quotation_marks import Quoted
from .sentences import Sentence
from .speech import OWNERS, Attribution
from .titled_names import phrase_end, phrase_mention, with_titles

_ENDED = ",?!…"
_REACH = 100
_ADVERB = r"(?:[a-z]+ly\s)?"
_PRONOUN = re.compile(rf",?\s(he|she|they)(?:’d|’s|’ll)?\s{_ADVERB}[a-z]+")
_VERB = re.compile(
    rf",?\s{_ADVERB}([a-z-]+(?:s|ed)|wrote|said|put|began)\s(?=[A-Z]|[a-z]+(?:\s[a-z-]+){{0,4}}\s[A-Z])"
)
_DOES = re.compile(
    rf"(?:,[^,\n]{{3,90}},)?\s{_ADVERB}(?:[a-z-]+(?:s|ed)|puts|began|wrote|thought)\b"
)
_THEN = re.compile(r",?\s")
_IS = re.compile(r",?\s(?:is|was)\s[^.:;!?]{0,40}?\b(he|she|they|his|her|their)\b")
_IS_NAMED = re.compile(r",?\s(?:is|was|comes|came)\s(?:[a-z]+\s){0,5}(?=[A-Z])")


def told_beside(
    text: str, prose: str, sentence: Sentence, quoted: Iterable[Quoted]
) -> Iterator[Attribution]:
    """Who is named right behind these words in marks, by a verb that no list has."""
    for one in quoted:
        limit = min(sentence.end, one.close_at + _REACH)
        is_ended = text[one.end - 1] in _ENDED or prose.startswith(",", one.close_at)
        told = _behind(prose, one.close_at, limit, sentence.end, is_ended=is_ended)
        if told:
            yield told


def _behind(prose: str, at: int, limit: int, end: int, *, is_ended: bool) -> Attribution | None:
    said = _PRONOUN.match(prose, at, limit) if is_ended else None
    if said:
        return Attribution(said.start(1), said.end(), "beside", pronoun=said[1], is_weak=True)
    verb = _VERB.match(prose, at, limit) if is_ended else None
    if verb:
        start = verb.end()
        mention = phrase_mention(prose, start, phrase_end(prose, start, end), end)
        if mention and (mention.is_full or mention.honorific or mention.start == start):
            return Attribution(verb.start(1), mention.end, "beside", mention, is_weak=True)
    name = _THEN.match(prose, at, limit)
    mention = next(mentions_in(prose, name.end(), limit), None) if name and is_ended else None
    if name and mention and mention.start == name.end():
        titled = with_titles(prose, mention, "", end)
        does = _DOES.match(prose, titled.end, end) or _DOES.match(prose, mention.end, end)
        if does:
            return Attribution(mention.start, does.end(), "beside", titled, is_weak=True)
    return _is_whose(prose, at, limit)


def _is_whose(prose: str, at: int, limit: int) -> Attribution | None:
    """ "“…” is her advice", "“…” was how Bell put it"."""
    whose = _IS.match(prose, at, limit)
    if whose:
        pronoun = OWNERS.get(whose[1], whose[1])
        return Attribution(whose.start(1), whose.end(), "beside", pronoun=pronoun, is_weak=True)
    named = _IS_NAMED.match(prose, at, limit)
    mention = next(mentions_in(prose, named.end(), limit), None) if named else None
    if named and mention and mention.start == named.end():
        return Attribution(mention.start, mention.end, "beside", mention, is_weak=True)
    return None
