"""
Words that stand where others are still to be written: TK, TBC, lorem ipsum, a note to a colleague.

Only what no article says on purpose, for nothing that holds one of them can be published: “[sic]”,
“[the skin]”, “Editor’s note” and the “N/A” of a table are none.
"""

import re
from collections.abc import Iterator

_ASKING = (
    r"(?:ask|add|call|chase|check|confirm|contact|email|fact-?check|fill|find|fix|insert|"
    r"link|replace|rewrite|send|supply|update|verify)"
)
_WANTED = (
    r"(?:link|photo|picture|image|caption|credit|quote|source|price|name|date|figures?|stats?|"
    r"number|here|this|that|these|whether|if|when)"
)
_AWAITED = (
    r"(?:answer|caption|credit|dek|details|figures|image|link|photo|picture|price|quote|text)"
)
_OF_SPEECH = r"(?:Yes|No|So|Well|And|But|Oh|Hey|Sorry|Seriously|Really|OK|Okay|Now|Then|Also|Or)"
_ANYWHERE = re.compile(
    rf"""
      \bTK(?:TK)*\b(?![ -]?(?:Maxx|MAXX))  |  \bTB[CD]\b  |  \bXXX+\b  |  \b(?:TODO|FIXME):
    | (?<=[ $£€(])\?{{3,}}
    | \b(?:[Ll]orem\ ipsum|LOREM\ IPSUM)\b
    | \bDRAFT\b(?=\ *[-–—:])  |  \b(?:DO\ NOT\ PUBLISH|NOT\ FOR\ PUBLICATION)\b
    | \b(?i:{_AWAITED})\ to\ come\b(?=\W*$)
    | \[(?:
        (?:[A-Z][\w’'-]+(?:\ and\ [A-Z][\w’'-]+)?\ to|[Pp]lease|[Pp]ls|[Cc](?:an|ould)\ you)
          \ {_ASKING}\b
        | (?i:{_ASKING})\ (?:(?:with|for|in)\ )?(?:(?:the\ |a\ )?(?i:{_WANTED})\b|[A-Z])
        | (?i:(?:still\ )?a?waiting\ (?:for|on)|to\ come|note\ to)\b
        | (?i:eds?|editor|subs):
      )[^][]{{0,200}}\]
    | \[(?i:{_AWAITED})\ to\ come\]
    | \((?i:(?:(?:answer|quote)\ )?to\ come)\b[^()]{{0,80}}\)
    | \((?!{_OF_SPEECH}\b)[A-Z][a-z]+,\ (?:is|are|can|could|did|do|does|have|has|please|should
        |which|who|where|when|{_ASKING})\b[^()]{{0,200}}\?[^()]{{0,20}}\)
    """,
    re.VERBOSE,
)
# A whole paragraph
_WHOLE = re.compile(
    rf"""
      (?i:tk)\W* | \?{{2,}} | DRAFT\W*
    | (?i:(?:answer\ )?to\ (?:come|follow|be\ (?:confirmed|written)))\W*
    | (?i:(?:still\ )?a?waiting\ (?:for|on))\ (?:Dr\.?\ )?[A-Z][\w’'-]*\W*
    | (?i:(?:eds?|editors?|subs?|desk|note\ to\ \w+)\s?:\s*(?:please\ )?(?:{_ASKING}|can|could))\b.*
    """,
    re.VERBOSE | re.DOTALL,
)
_LONGEST = 300  # characters of a paragraph that is nothing but one


def placeholders_in(paragraph: str) -> Iterator[str]:
    """The placeholders in the plain words of a paragraph, in order."""
    words = paragraph.strip()
    if len(words) <= _LONGEST and _WHOLE.fullmatch(words):
        yield words
        return
    for found in _ANYWHERE.finditer(words):
        yield found.group()
