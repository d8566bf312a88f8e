"""The day on which a manuscript says that its prices were checked: “Prices correct in May 2025”."""

import re
from dataclasses import dataclass
from datetime import date

from core.timezones import FIRST_YEAR

_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september"),
    *("october", "november", "december"),
)
_SHORT = "jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
_MONTH = rf"(?P<month>(?-i:(?=[A-Z]))(?:{'|'.join(_MONTHS)}|{_SHORT}))\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}-(?P<number>\d\d)-(?P<day>\d\d)\b",
        rf"{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?",
        rf"{_MONTH} {_DAY}(?!\d)(?:,? {_YEAR})?",
        rf"{_MONTH}(?: (?:of )?{_YEAR})?",
    )
)
_CHECKED = r"(?:checked|correct|accurate|current|valid|verified|confirmed|updated|noted|as of)"
# As it was told when it was written: nothing that anybody could set another day by.
_TODAY = re.compile(
    r"\b(?:at|as of) (?:the )?(?:time|moment|publication|publishing|press|writing)\b", re.IGNORECASE
)
_STATED = re.compile(
    rf"\b(?:prices?\b[^.;\n]{{0,60}}?\b{_CHECKED}\b|{_CHECKED}\b[^.;\n]{{0,40}}\bprices?\b)"
    r"(?P<when>(?:[^.\n]|\.(?! [A-Z]|$)){0,60})",
    re.IGNORECASE | re.MULTILINE,
)
_WHEN = re.compile(
    r"\b(?:(?:last|this|the) (?:week|month)|yesterday"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sun)(?:day|s)|\d{1,2}[/.]\d{1,2})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PriceDate:
    """What a manuscript says, and the first day that it may mean; None where that isn't told."""

    words: str
    day: date | None

    @property
    def doubt(self) -> str:
        """What an editor is to look at."""
        if self.day is None:
            return f"The manuscript says “{self.words}”: set the day under “Handed in on”."
        return (
            f"The manuscript says “{self.words}”: its prices count as seen on "
            f"{self.day:%-d %B %Y}. Where they are newer, set the day under “Handed in on”."
        )


def price_date(text: str, today: date) -> PriceDate | None:
    """The earliest day that a text tells of its prices; None where it tells of none."""
    found = [one for match in _STATED.finditer(text) if (one := _stated(match, today))]
    return min(found, key=lambda one: one.day or date.max, default=None)


def _stated(match: re.Match[str], today: date) -> PriceDate | None:
    words, when = " ".join(match.group().split()), match["when"]
    if _TODAY.search(words):
        return None
    for pattern in _DATES:
        if told := pattern.search(when):
            cut = match.start("when") - match.start() + told.end()
            words = " ".join(match.group()[:cut].split())
            return PriceDate(words, _day(told.groupdict(), today))
    return PriceDate(words.strip(" ,;)]"), None) if _WHEN.search(when) else None


def _day(told: dict[str, str | None], today: date) -> date | None:
    """The day, the first of a month without one; without a year the last that has been."""
    month = int(told.get("number") or 0)
    if name := (told.get("month") or "").lower():
        month = next((at for at, one in enumerate(_MONTHS, 1) if one.startswith(name[:3])), 0)
    day, year = int(told.get("day") or 1), int(told.get("year") or today.year)
    try:
        found = date(year, month, day)
        if found > today and not told.get("year"):
            found = date(year - 1, month, day)
    except ValueError:
        return None
    return found if found.year >= FIRST_YEAR and found <= today else None
