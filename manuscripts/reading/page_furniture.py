"""What stands around an article on a web page: navigation, footers, promotions, comments."""

import re

from lxml import etree

_AROUND = {
    "nav": "navigation",
    "footer": "the foot of a page",
    "aside": "beside the article",
    "form": "a form",
    "button": "a button",
    "noscript": "shown without scripts only",
    "dialog": "a window over the page",
}
_AROUND_CLASS = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|cookies?|consent|newsletter|subscribe"
    r"|subscription-widget(?:-wrap)?|sign-?up"
    r"|share|sharing|social|related|recommended|recirc|sidebar|promo|advert(?:isement)?|ads?"
    r"|banner|popup|modal|comments?|footer|masthead|skip-link|pagination|trending)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_CALLOUT = re.compile(
    r"call-?out|pull-?quote|blockquote|tip|takeaway|fact|info-?box|note|highlight|summary|product",
    re.IGNORECASE,
)
_AROUND_ROLES = {
    "navigation": "navigation",
    "banner": "the head of a page",
    "contentinfo": "the foot of a page",
    "complementary": "beside the article",
    "search": "a form",
    "dialog": "a window over the page",
    "alertdialog": "a window over the page",
}


def article_of(root: etree._Element) -> etree._Element | None:
    """The one element of a whole page that holds the article; None where there is no such thing."""
    for path in ("article", "main"):
        found = list(root.iter(path))[:_MAX_ARTICLES]
        if found:
            lengths = [sum(map(len, one.itertext())) for one in found]
            longest = found[lengths.index(max(lengths))]
            posts = [
                one
                for one, length in zip(found, lengths, strict=True)
                if 5 * length >= max(lengths)
                and not any(outer.tag == path for outer in one.iterancestors())
            ]
            if len(posts) > 1:
                return _around_all(posts)
            if max(lengths) > 200:
                return longest
    return None


_MAX_ARTICLES = 50


def _around_all(posts: list[etree._Element]) -> etree._Element | None:
    """What holds all posts of a thread, each of them an article to its page."""
    last = set(posts[-1].iterancestors())
    outer = next((one for one in posts[0].iterancestors() if one in last), None)
    return None if outer is None or outer.tag in ("body", "html") else outer


def _is_of_article(element: etree._Element, tag: str) -> bool:
    """A callout beside the text, a button that opens an answer."""
    if tag == "aside":
        named = f"{element.get('class') or ''} {element.get('role') or ''}"
        return bool(_CALLOUT.search(named)) and not _AROUND_CLASS.search(named)
    return (
        tag == "button"
        and (element.get("aria-expanded") is not None or element.get("aria-controls") is not None)
        and "".join(element.itertext()).strip().endswith("?")
    )


def furniture(element: etree._Element, tag: str, article: etree._Element | None) -> str | None:
    """Why an element stands around the article and is none of it; None where it is."""
    if tag in _AROUND and not _is_of_article(element, tag):
        return _AROUND[tag]
    role = element.get("role")
    if role in _AROUND_ROLES:
        return _AROUND_ROLES[role]
    if tag == "header" and article is None and element.getparent().tag == "body":
        return "the head of a page" if next(element.iter("nav"), None) is not None else None
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    if tag in ("div", "section", "ul", "header", "p", "span", "a") and len(named) > 1:
        found = _AROUND_CLASS.search(named)
        return "beside the article" if found and element is not article else None
    return None
