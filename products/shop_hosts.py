"""
Which shop an address belongs to: by the host's name, or by one that it stands below.

    check = check_address(url, shop, owners)   # owners: registered domain → shop
    check.belongs, check.sentence("Amazon")

Every way in asks this: the admin's forms, price files, imports, and publishing.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from core.http_urls import address_problem, ascii_host, split_address

Owner = TypeVar("Owner")

# Short addresses of one shop each, which lead to it alone: its own, where its terms allow them.
SHOP_SHORTENERS = frozenset("a.co amzn.asia amzn.eu amzn.to ebay.us etsy.me walmrt.us".split())
# Hosts that pass readers on to wherever their link says: nobody's own, whoever they name.
REDIRECTORS = SHOP_SHORTENERS | frozenset(
    """
    anrdoezrs.net avantlink.com awin1.com bit.ly buff.ly click.linksynergy.com
    cutt.ly dpbolvw.net fave.co geni.us go.magik.ly go.redirectingat.com go.skimresources.com goo.gl
    howl.me is.gd jdoqocy.com kqzyfj.com l.facebook.com linksynergy.com liketk.it lnkd.in ow.ly
    pjtra.com pntra.com prf.hn pxf.io rb.gy redirect.viglink.com redirectingat.com rstyle.me
    shareasale.com shop-links.co shopstyle.it shrsl.com sjv.io skimresources.com t.co t.ly
    tinyurl.com tkqlhce.com viglink.com
    """.split()
)
# Below these anybody registers a name of their own, so none of them is one shop's.
_SHARED = frozenset(
    """
    amazonaws.com appspot.com azurewebsites.net bigcartel.com blogspot.com carrd.co cloudfront.net
    firebaseapp.com github.io gitlab.io herokuapp.com myshopify.com netlify.app ngrok.io
    pages.dev square.site substack.com tumblr.com vercel.app web.app weebly.com wixsite.com
    wordpress.com workers.dev
    """.split()
)
_LOOK_ALIKES = frozenset({"CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"})
_COUNTRY_SUFFIX = re.compile(
    r"(?:ac|co|com|edu|firm|gen|go|gob|gov|gouv|ltd|me|ne|net|nom|or|org|plc)\.[a-z]{2}"
)
_BETWEEN = re.compile(r"[.-]+")
_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:[a-z]{2,63}|xn--[a-z0-9-]+)")


def host_of(url: str | None) -> str:
    """`https://www.Shop.example/x` → `shop.example`; "" where the address has no readable host."""
    parts = split_address(url or "")
    return ascii_host(parts.hostname or "").removeprefix("www.") if parts else ""


def domains_of(host: str) -> list[str]:
    """`uk.shop.example` → itself, then `shop.example`: never a top-level domain alone."""
    parts = host.lower().removeprefix("www.").split(".")
    return [".".join(parts[start:]) for start in range(len(parts) - 1)]


def owner_of(host: str, by_domain: Mapping[str, Owner]) -> Owner | None:
    """Whose host it is, by the nearest of its domains that is on file."""
    return next((by_domain[name] for name in domains_of(host) if name in by_domain), None)


def domain_problem(domain: str, *, allows_cloaked: bool = False) -> str:
    """Why this can't be a shop's own domain, in a sentence; "" where it can."""
    if not _NAME.fullmatch(domain):
        return "Enter the domain without “https://” or a path: “sephora.com”."
    if domain in SHOP_SHORTENERS:
        return (
            ""
            if allows_cloaked
            else (
                f"{domain} hides where its links lead, which this shop's terms don't allow. "
                "Enter the address in full, or correct the retailer's terms."
            )
        )
    if not REDIRECTORS.isdisjoint(domains_of(domain)):
        return f"{domain} only passes readers on to other sites. Enter the shop's own domain."
    if mixes_alphabets(domain):
        return f"{domain} mixes letters of two alphabets that look alike. Enter the shop's own."
    if domain in _SHARED or _COUNTRY_SUFFIX.fullmatch(domain):
        return f"Anybody can have a site below {domain}. Enter the shop's own domain, in full."
    return ""


def mixes_alphabets(host: str) -> bool:
    """Whether a word of the host, as browsers show it, has Latin letters beside look-alikes."""
    for word in host.split("."):
        try:
            shown = word.encode("ascii").decode("idna") if word.startswith("xn--") else word
        except UnicodeError:
            return True
        alphabets = {unicodedata.name(letter, "").split(" ")[0] for letter in shown}
        if "LATIN" in alphabets and not _LOOK_ALIKES.isdisjoint(alphabets):
            return True
    return False


class Standing(Enum):
    """How an address stands to the shop that it is given for."""

    OWN = "belongs to the shop"
    OTHER = "belongs to another shop"
    UNKNOWN = "a host on file for no shop"
    PRETENDS = "a host that looks like another one's"
    NEVER = "no host that a shop can have"


@dataclass(frozen=True, slots=True)
class AddressCheck(Generic[Owner]):
    """An address beside the shop it is given for."""

    url: str
    host: str
    standing: Standing
    owner: Owner | None = None
    problem: str = ""

    @property
    def belongs(self) -> bool:
        return self.standing is Standing.OWN

    def sentence(self, shop: Any) -> str:
        """What is wrong with it, for whoever gave it as an address at `shop`; "" for nothing."""
        advice = {
            Standing.OTHER: " Correct the address.",
            Standing.PRETENDS: " Correct the address.",
            Standing.UNKNOWN: " Correct the address, or add the domain to the retailer.",
        }
        return self.finding(shop) + advice.get(self.standing, "")

    def finding(self, shop: Any) -> str:
        """The same, without what to do: for whoever sees the address and can't type another."""
        if self.standing is Standing.OTHER:
            return f"{self.host} belongs to {self.owner}, not to {shop}."
        if self.standing is Standing.UNKNOWN:
            return f"{self.host} isn't one of {shop}'s domains on file."
        return self.problem


def pretended_domain(host: str, domains: Iterable[str]) -> str:
    """The domain on file that a foreign host has in its name, as `amazon.com.evil.example` has."""
    *name, last, top = f".{host}".split(".")
    # What is registered ends before “.com”, and before “.com.au”: amazon.com.au looks like nobody.
    name += [] if _COUNTRY_SUFFIX.fullmatch(f"{last}.{top}") else [last]
    words = f".{_BETWEEN.sub('.', '.'.join(name))}."
    return next((each for each in domains if f".{_BETWEEN.sub('.', each)}." in words), "")


def check_address(url: str, shop: Owner, owners: Mapping[str, Owner]) -> AddressCheck[Owner]:
    """How `url` stands to `shop`; `owners` says whose each registered domain is."""
    host = host_of(url)
    # `owners` names no shortener whose shop forbids it (RetailerDomain.objects.owners).
    problem = address_problem(url) or domain_problem(host, allows_cloaked=host in owners)
    if problem:
        return AddressCheck(url, host, Standing.NEVER, problem=problem)
    owner = owner_of(host, owners)
    if owner is None and (name := pretended_domain(host, owners)):
        problem = f"{host} only has {name} in its name: it is not a site of {owners[name]}."
        return AddressCheck(url, host, Standing.PRETENDS, owners[name], problem)
    if owner is None:
        return AddressCheck(url, host, Standing.UNKNOWN)
    return AddressCheck(url, host, Standing.OWN if owner == shop else Standing.OTHER, owner)
