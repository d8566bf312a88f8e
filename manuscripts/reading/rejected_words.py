"""
Words in marks that a writer or a speaker only speaks of: a claim, a slogan, a myth.

Dr. Bell says that “acid feeds the skin” is a myth, and that nobody should believe the idea that
“pores open with steam”: these are the words of those whom he contradicts. They are the subject of
a clause, or a noun for a claim stands before them.
"""

import re

from .quotation_marks import MASK
from .sentence_quotes import Utterance

_NEAR = 160  # characters of the sentence on both sides
# Behind words in marks, other words in marks that share their verb: “…” and “…” are lies.
_MORE = re.compile(rf"(?:,?\s(?:and|or|nor)\s|,\s){MASK}+")
_ASIDE = re.compile(r",\s[^.,;:]{3,60},\s|\s\([^()]{3,60}\)\s|\s[–—]\s[^–—.]{3,60}\s[–—]\s")
# "“…” is how she puts it", "“…,” is her advice to staff"
_HOW = (
    r"(?:how|what|all|exactly|the way|(?:h(?:is|er)|their|one)\s(?:[a-z]+\s){0,2}"
    r"(?:rule|advice|motto|answer|verdict|reply|tip|line|mantra|word|warning|view))\b"
)
# What a sentence goes on with behind words that somebody says; anything else is their verb.
_GOES_ON = re.compile(
    r"\s?(?:[^\sa-z]|(?:and|or|but|nor|because|when|whenever|while|whilst|if|unless|as|than|though"
    r"|although|even|so|then|that|which|who|whose|where|since|until|till|once|in|inside|on|onto|at"
    r"|to(?! be\b)|into|for|with|within|without|by|from|of|after|before|during|about|above|across"
    r"|against|along|among|amid|around|behind|below|beneath|beside|besides|between|beyond|despite"
    r"|down|except|like|near|off|out|over|past|per|through|throughout|toward|towards|under|up|upon"
    r"|via|instead|rather|not|yet|both|either|more|most|less|least|much|just|only|also|too|all|any"
    r"|each|every|some|no|the|an?|this|these|those|my|his|her|our|your|their|its|it|he|she|we"
    r"|they|you|now|today|tonight|yesterday|tomorrow|here|there|later|last|next|again|twice|often"
    r"|always|sometimes|never|alone|together|and/or|right|ever|[a-z]+ly|[a-z]+ing|[a-z]+wards?)"
    r"(?![\w’'-]))"
    rf"|\s(?:is|was)\s{_HOW}"
)
_BE = re.compile(
    r"\s?(?:is|are|was|were|isn[’']t|aren[’']t|wasn[’']t|means?|meant|sounds?|has|had|can|can[’']t"
    r"|cannot|could|couldn[’']t|does|did|doesn[’']t|didn[’']t|will|won[’']t|would|makes?|sells?"
    r"|scares?|remains?|seems?|tells?|deserves?|belongs?)\b"
    rf"(?!\s{_HOW})"
)
_JUDGED = re.compile(
    r"(?:\s?[:–—]\s?)(?:an?|the|no|not|pure|utter|sheer|total|nonsense|rubbish|wrong|false|myth"
    r"|bunk|simply|just)\b"
)
_CALLS = re.compile(
    r"\b(?:calls?|called|dubs?|dubbed|labels|labell?ed|considers?|considered|deems?|deemed|finds"
    r"|found|thinks|thought)\s\Z"
)
_CLAIM = (
    r"(?:ideas?|notions?|claims?|beliefs?|myths?|lies?|fallac(?:y|ies)|fables?|misconceptions?"
    r"|slogans?|taglines?|labels?|catchphrases?|buzzwords?|terms?|phrases?|words?|wording|mantras?"
    r"|clich[ée]s?|hype|promises?|assumptions?|rumou?rs?|theor(?:y|ies)|stor(?:y|ies)|arguments?"
    r"|assertions?|statements?|suggestions?|impressions?|marketing|headlines?|hashtags?|trends?"
    r"|logic|nonsense|saying|tales?)"
)
_OF_CLAIM = re.compile(
    r"\b(?:the|an?|any|every|no|all|this|that|old|these|such|popular|common|vague|empty|against)\s"
    rf"(?:[\w’'-]+\s){{0,2}}{_CLAIM}(?:,? (?:that|of|like|such as|as in|called|about))?\s\Z"
    rf"|\b{_CLAIM},? (?:like|such as)\s\Z"
)
_FALSE = (
    r"(?:myth|lie|fallacy|fable|misconception|mistake|untrue|nonsense|false|wrong|rubbish|bunk"
    r"|hoax|fib|cliché|(?:not|\w+n[’']t) (?:true|so|the case|proven)|never (?:shown|proven)"
    r"|(?:no|little) (?:evidence|proof|data|truth|reason|sign)|unlikely|doubtful|unproven"
    r"|impossible|absurd|silly|(?:least|most) (?:loved|favou?rite|hated) \w+)"
)
_IS_FALSE = re.compile(rf"\b{_FALSE}\b[^.:]{{0,40}}?\bthat\s\Z")
_FALSE_IS = re.compile(
    rf"(?:\A\s*|\b(?:the|an?)\s(?:\w+\s){{0,3}}){_FALSE}\b[^.:]{{0,60}}"
    r"(?:\b(?:is|are|was|were)(?: that)?\s|:\s)\Z",
    re.IGNORECASE,
)
_SO_IS = re.compile(r"\b(?:that|this|it|which)(?:[’']s| is| was| remains)\s", re.IGNORECASE)
_REFUSED = re.compile(
    r"\b(?:ignore|fall for|believe|trust|forget|skip|mistrust|distrust|doubt|question|stop saying"
    r"|beware(?: of)?|avoid|dismiss|reject|buy(?: into)?|swallow|repeat|warns? against"
    r"|warned against)\s\Z"
)


def are_spoken_of(prose: str, one: Utterance, start: int, end: int, cuts: tuple[int, int]) -> bool:
    """
    Whether the words in marks, `start` to `end` with them, are what the sentence is about.

    `cuts` are where their sentence begins and ends.
    """
    before = prose[max(cuts[0], start - _NEAR) : start]
    tail = prose[end : min(cuts[1], end + _NEAR)]
    said = one.attribution
    if said and said.start >= end:
        is_beside = said.start - end > 0 and (_BE.match(tail) or _JUDGED.match(tail))
        return bool(is_beside) or _is_subject_beside(tail[: said.start - end])
    if _OF_CLAIM.search(before) or _IS_FALSE.search(before) or _REFUSED.search(before):
        return True
    if _FALSE_IS.search(before) and not _SO_IS.search(before):
        return True
    if _CALLS.search(before) and tail[:1] == " ":
        return True
    return bool(said) and _has_verb(tail)


def _has_verb(tail: str) -> bool:
    """Whether a verb stands behind words in marks, whose subject they are."""
    while more := _MORE.match(tail):
        tail = tail[more.end() :]
    if not tail[:1].isspace() or not tail.strip(" \t\n.,;:"):
        return _is_subject_beside(tail)
    return not _GOES_ON.match(tail) or _is_subject_beside(tail)


def _is_subject_beside(tail: str) -> bool:
    """Whether an aside parts the words from their verb: “…”, a slogan, is nonsense."""
    aside = _ASIDE.match(tail)
    return aside is not None and _BE.match(tail, aside.end()) is not None
