"""
The forms of a question and of its answer: labels, who asks, headings of an FAQ.

What a line is by its own words; `questions` tells by what stands around it.
"""

import re

from faq.question_marks import ends_in_question_mark

_FAQ_HEADING = re.compile(
    r"(?:[\w’':–— -]{0,60}\b)?(?:faqs?|frequently asked(?: questions)?|common(?:ly asked)?"
    r" questions|questions (?:and|&) answers|q ?(?:&|and) ?as?|(?:your|reader|readers’|reader’s)"
    r" questions"
    r"|questions? (?:you|readers|patients|we) \w+|you ask(?:ed)?|readers? ask(?:ed)?"
    r"|people also ask)\b.{0,60}",
    re.IGNORECASE,
)
_AROUND_HEADING = re.compile(r"\A[^\w&]+|[^\w?!)]+\Z")
# Headings of letters and questions that only sometimes are an FAQ's: where a question follows.
LIKELY_HEADING = re.compile(
    r"\b(?:questions?|ask(?:s|ed|ing)?|mail|mailbag|mailbox|inbox|postbag|letters?|quer(?:y|ies)"
    r"|curious|wondering|(?:rapid|quick)[- ]?fire|lightning round|q ?\+ ?a|fragen|preguntas"
    r"|domande|questions fréquentes|answers|answered|wanted to know|over to you|dear|agony)\b",
    re.IGNORECASE,
)
MAX_LIKELY = 70
# What follows an FAQ and is no answer, though it may look like more of one.
AFTER = re.compile(
    r"(?:the |our |my )?(?:bottom line|takeaways?|verdict|last word|final (?:word|thoughts?)"
    r"|conclusion|how (?:we|i) (?:tested|test|chose|choose|picked|pick|rate)|why (?:you can |to )?"
    r"trust|about (?:the |our )?(?:authors?|experts?|writer)|meet (?:the|our)|method(?:ology)?"
    r"|sources|references|shop (?:the|our)|related|more (?:from|on)|what we looked)\b",
    re.IGNORECASE,
)
_MARK = r"(?:[:.)/>|\]–—-]|\s[–—|>/-])"  # behind a label: "Q:", "Q.", "(Q)", "[Q]", "Q |", "Q —"
_WHO = r"(?: ?\([^()]{2,40}\)(?=\s?:))?"  # "Q (Oona, Sligo):"
Q_LABEL = re.compile(
    rf"[(\[]?(?:q|ques(?:tion)?|frage|pregunta|(?-i:F(?=:)))\s?\d{{0,2}}{_WHO}\s?{_MARK}+\s*"
    r"|\[!(?:question|faq|help)\][+-]?\s*"
    r"|(?:you(?: asked?)?|(?:a |the )?readers?(?: asks?)?)\s?:\s*"
    r"|Q\d{0,2}[ \t](?=[A-Z“\"¿])|Q\d{0,2}\Z",
    re.IGNORECASE,
)
A_LABEL = re.compile(
    rf"[(\[]?(?:a|ans(?:wer)?|antwort|réponse|respuesta|(?-i:R(?=\s?:)))\s?\d{{0,2}}{_WHO}\s?{_MARK}+\s*"
    r"|(?:we (?:say|answer(?:ed)?|replied)|us|our answer|reply|the answer)\s?:\s*"
    r"|A\d{0,2}[ \t](?=[A-Z“\"0-9])|A\d{0,2}\Z",
    re.IGNORECASE,
)
# Labels that are one only in an FAQ, or above an answer's label.
BARE_Q = re.compile(r"Q\d{0,2}[ \t]|(?:you|a reader|the reader|reader)", re.IGNORECASE)
# "What is it? A cyst.", "What is it?A: A cyst."
BESIDE = re.compile(r"\?[”\"]?(?:\s*A\d{0,2}[:.]\s*|\s+|(?=[A-Z][a-z’' ]))(?=\S)")
_BESIDE_LABEL = re.compile(r"\?[”\"]?\s*A\d{0,2}[:.]")
ASKS = re.compile(
    r"(?:what|how|can|could|is|are|do|does|did|should|why|when|where|which|who|will|would|am|have|has|may)\b",
    re.IGNORECASE,
)
# A question nobody gave a mark has its verb before its subject: "How long does it last". "How we
# tested", "Why you can trust us" and "What to look for" are headings of another kind.
_VERB = r"(?:is|are|am|was|were|do|does|did|can|could|should|will|would|may|has|have|had)"
_UNMARKED = re.compile(
    rf"(?:{_VERB}(?:n['’]t)?\b|(?:what|how|why|when|where|which|who)\b"
    r"(?! (?:to|we|you|i|it|they|he|she|our|my)\b)"
    rf"(?: [\w’'-]+){{0,3}}? {_VERB}(?:n['’]t)?\b)",
    re.IGNORECASE,
)
# Who asks: "(Jody, Kelowna)", "— A tired nurse", "@jo", "Siobhán, Athlone", "asked by Bex, 34".
_NAMES = (
    r"(?!(?:Yes|No|Not|Never|Maybe|Always|Only|Probably|Sometimes|Sure|Sadly|Honestly)\b)"
    r"[A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|and|&))*"
)
_PLACE = (
    r"(?:(?:[A-Z][\w.’'-]*|aged?|\d{1,3}|in|of|the|from|by|via|near|on|co\.?"
    r"|e-?mail|post|phone|text|letter)"
    r"(?:,? |(?=\s?:)|\Z)){1,6}"
)
_SIGNED = (
    r"(?:\([^()?]{2,60}\)|[—–-]{1,2} ?[A-Za-z@][^?.!]{1,60}|@\w[\w.]{1,30}|u/\w{2,30}"
    rf"|{_NAMES}(?:,| from| in) {_PLACE}"
    r"|[Aa]non(?:ymous)?|[Nn]ame (?:and address )?(?:withheld|supplied)(?: by request)?"
    r"|(?:[Aa]sked by|asks|[Ff]rom|[Vv]ia|[Ss]ent in by|[Ss]ubmitted by) [A-Z@][^?.!:]{1,60})"
)
_SIGNATURE = re.compile(rf"{_SIGNED}\Z")
ASKER = re.compile(
    rf"\?[”\"]? ?(?:\([^()?]{{2,60}}\)|[—–-]{{1,2}} ?[A-Z@][^?.!]{{1,60}}|{_SIGNED})\Z"
)
# "u/jo · 211 points", "Ada Moss · 2 days ago · Reply", "└ u/jo: thanks": the lines of a thread
_POST = re.compile(
    r"[^\w@]*(?:(?:@|u/)[\w.-]{2,30}|[A-Z][\w.’' -]{1,40})"
    r"(?:\s?[·•|∙]\s?.{0,60}\b(?:\d+\s?(?:[kK]\s)?(?:points?|upvotes?|votes?|likes?|replies|claps?|h|d|w|hr|min)\b"
    r"|OP\b|ago\b|reply\b).{0,40})+\Z"
    r"|[^\w@]{0,4}u/[\w.-]{2,30}\s?(?::.{0,200}|\([^()]{1,30}\))?\Z"
    r"|[▲△↑⬆👍❤♥]\ufe0f?\s?\d[\d.,]*\s?[kK]?(?: (?:points?|votes?|upvotes?|likes?))?\Z",
    re.DOTALL,
)
# "sleepy_otter: …", "Dr_Abara ✔: …": who writes in a thread, by the name of an account
_ACCOUNT = (
    r"(?:(?:@|u/)[\w.-]{2,30}|[A-Za-z][A-Za-z0-9.-]*_[\w.-]{1,30}|[a-z][a-z.-]{3,30}\d{2,4})"
    r"(?: ?[✔✓☑✅]\ufe0f?)?"
)
_ACCOUNT_LABEL = re.compile(rf"{_ACCOUNT} ?: ?(?=\S)")
# A name in small letters, where a question follows: "poutinequeen: Is it safe?"
_SMALL = (
    r"(?!(?:also|bonus|extra|finally|first|next|note|plus|still|update)\b)[a-z]{4,30}(?=: [A-Z])"
)
# "@jo: …", "Siobhán from Athlone asks: …"
_ASKED_BY = re.compile(
    rf"(?:{_ACCOUNT}|{_SMALL}|"
    r"(?!(?:s?he|they|we|it|i)\b)[\w.’'-]{2,30} asks"
    r"|[A-Z][\w.’' ,-]{1,50}? (?:asks|asked|writes|wonders|wants to know)"
    r"|(?:[Aa]sked by|[Ff]rom) [A-Z][\w’' ,-]{1,50}"
    rf"|{_NAMES}, {_PLACE}) ?: ?(?=\S)"
)
_ASKS_IT = re.compile(r"(?!(?:s?he|they|we|it|i)\b)[\w.’' ,-]{2,50}? asks ?:", re.IGNORECASE)
_ANSWERED_BY = re.compile(
    rf"(?:{_ACCOUNT}|[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){{0,3}})(?: (?:says|answers|replies))? ?: "
)
# "❓ Is it safe?", "→ Is it safe?", "3. Is it safe?"
_ORNAMENT = re.compile(
    r"[^\w“”\"'‘’¿¡(@\[]*(?:(?:no\. ?)?\d{1,2}[.):]{1,2} )?[^\w“”\"'‘’¿¡(@\[]*", re.IGNORECASE
)
# "→ A cyst.", "– A cyst.": what leads from a question to its answer
_LEADS = re.compile(r"(?:[→➡⇒]\ufe0f?|[^\w\s“”\"'‘’«»()\[¿¡$£€#@~+.,]{1,3}(?=\s))\s*")
MAX_QUESTION = 240
_MAX_SIGNATURE = 64
_MAX_POST = 240
_SIGN = re.compile(r"[^\w\s“”\"'‘’«»()\[\]¿¡$£€#@~+.,:;/–—*-][\ufe0f\u200d]*\s")
MAX_LOOK = 90  # a longer question is no heading by its look


def is_faq_heading(words: str) -> bool:
    is_sentence = words.endswith(".") and words.count(" ") > 5
    plain = _AROUND_HEADING.sub("", words)
    return len(words) <= 100 and not is_sentence and bool(_FAQ_HEADING.fullmatch(plain))


def is_signature(words: str) -> bool:
    """Whether a line only says who asks: "(Priya, in the comments)", "Siobhán, Athlone"."""
    return len(words) <= _MAX_SIGNATURE and bool(_SIGNATURE.match(words.strip()))


def is_post_line(words: str) -> bool:
    """Whether a line names who posted what stands below it, or is an aside of a thread."""
    return len(words) <= _MAX_POST and bool(_POST.match(words))


def is_asked_by(words: str) -> bool:
    """Whether a question begins with who asks it: "Oona asks: is it safe?"."""
    return bool(_ASKS_IT.match(words) or is_post(words)) and ends_in_question_mark(words)


def is_post(words: str) -> bool:
    """Whether words begin with the account that writes them: "Dr_Bell ✔: A cyst."."""
    return bool(_ACCOUNT_LABEL.match(words))


def answered_by(words: str) -> str:
    """The label of an answer that names who gives it: "Dr Bell: "; nothing without one."""
    label = _ANSWERED_BY.match(words)
    return label[0] if label else ""


def mark_of(words: str) -> str:
    """The sign that a line begins with: "💬", "↪️"; nothing where it begins with its words."""
    sign = _SIGN.match(words)
    return sign[0].strip() if sign else ""


def unsigned(question: str) -> str:
    """A question without who asks it: "… a cold car? (Jody, Kelowna)", "… or push? — Sharon"."""
    ornament = _ORNAMENT.match(question)
    question = question[ornament.end() :] if ornament else question
    question = question[1:-1] if question and _is_quoted(question) else question
    before = _ASKED_BY.match(question)
    question = question[before.end() :] if before else question
    signed = ASKER.search(question)
    return question[: signed.start() + 1].strip() if signed else question


def beside(words: str, lead: int = 0) -> tuple[str, str]:
    """ "What is it? A: A cyst." on one line: question and answer; or what is bold, and the rest."""
    split = _BESIDE_LABEL.search(words[:MAX_QUESTION])
    if split and words[split.start() :].count("?") <= 3:
        found = BESIDE.search(words, split.start())
        if found:
            return words[: split.start() + 1], words[found.end() :]
    return _in_bold(words, lead) or (words.strip(), "")


def _in_bold(words: str, lead: int, *, unmarked: bool = False) -> tuple[str, str] | None:
    """A question in bold and the answer behind it: "**Is it safe?:** It is."."""
    question = words[:lead].rstrip(" :–—-")
    asks = ends_in_question_mark(question) or (unmarked and is_unmarked_question(question))
    return (question.strip(), _answer(words[lead:])) if 0 < lead < len(words) and asks else None


def answer_label(words: str) -> re.Match | None:
    """ "A: …", "A Milia are …"; "A cyst" is an answer that begins with "a"."""
    label = A_LABEL.match(words)
    is_article = label and label[0] in ("A ", "a ") and words[label.end() :][:1].islower()
    return None if is_article else label


def _answer(words: str) -> str:
    words = without_lead(words.strip().lstrip(":").strip())
    label = A_LABEL.match(words)
    return words[label.end() :] if label and words[label.end() - 1] != " " else words


def without_lead(words: str) -> str:
    """An answer without the mark that leads to it: "→ A cyst."."""
    led = None if is_signature(words) else _LEADS.match(words)
    return words[led.end() :] if led and led.end() < len(words) else words


def is_unmarked_question(words: str) -> bool:
    """Whether words ask though nobody gave them a mark: "How long does it last"."""
    return words[-1:] not in tuple(".!:") and bool(_UNMARKED.match(words))


def unlabeled(words: str, kind: str, lead: int) -> tuple[str | None, str, str]:
    """
    Under an FAQ heading a question needs no label; its answer may stand on the same line.

    A heading there needs no mark either: "How long does it last". The last part is its style.
    """
    if kind == "heading" and is_unmarked_question(words):
        return words, "", kind
    if in_bold := _in_bold(words, lead, unmarked=True):
        return *in_bold, "lead"
    account = _ACCOUNT_LABEL.match(words)
    if account and len(words) <= MAX_QUESTION and is_unmarked_question(words[account.end() :]):
        return words, "", "line"
    style = kind if kind in ("heading", "item") else "line"
    is_short = len(words) <= MAX_QUESTION and _says_nobody(words)
    if is_short and (ends_in_question_mark(words.rstrip('”"')) or ASKER.search(words)):
        return words, "", style
    split = BESIDE.search(words[:MAX_QUESTION])
    if split and not re.search(r"[.!] ", words[: split.start()]):
        parts = words[: split.start() + 1], without_lead(words[split.end() :])
        if kind == "item":
            return *parts, kind
        if ASKS.match(words):
            return *parts, "beside"
    return None, "", ""


def _says_nobody(words: str) -> bool:
    """Whether marks in a question stand around all of it, or around a word: "Is “clean” safe?"."""
    return (
        "“" not in words
        or _is_quoted(words)
        or bool(re.match(r"[^“”]+(?:“[^“”]{1,30}”[^“”]*)+\Z", words))
    )


def _is_quoted(words: str) -> bool:
    """Whether a question stands in marks as a whole: "“Is it safe?”"."""
    if words[0] == words[-1] == '"':
        return words.count('"') == 2
    return words[0] == "“" and words[-1] == "”" and words.count("“") == 1
