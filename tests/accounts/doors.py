"""Doors of the site: every address, and who is meant to get in where."""

from dataclasses import dataclass, field

from django.contrib import admin
from django.urls import URLResolver, get_resolver, reverse

# Who asks: one letter each.
WHO = {
    "A": "anonymous",
    "I": "inactive (a Writer whose account was closed)",
    "N": "staff without a role",
    "W": "Writer",
    "E": "Editor",
    "M": "Medical reviewer",
    "P": "Price admin",
    "S": "superuser",
}
NOBODY = ""
STAFF = "NWEMPS"  # everybody who may sign in
READERS = "WEMS"  # everybody who may see articles
EVERYBODY = "AI" + STAFF


@dataclass(frozen=True)
class Door:
    get: str  # who gets in by GET
    post: str  # and by POST; the others are turned away and nothing happens
    values: dict = field(default_factory=dict)  # what stands in the address, where VALUES don't say
    query: str = ""
    turned_away: int = 403
    leads_out: bool = False  # being led to the login is what it is for


def patterns(resolver=None, route="", namespaces=()):
    """`(key, pattern, route)` of every address; an address without a name is told by its route."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = [*namespaces, pattern.namespace] if pattern.namespace else namespaces
            yield from patterns(pattern, here, inner)
        else:
            name = pattern.name or str(pattern.pattern)
            yield ":".join([*namespaces, name]), pattern, here


def admin_patterns():
    for key, pattern, route in patterns():
        # Django's old addresses of rows only lead on to the change page.
        if route.startswith("admin/") and (pattern.name or route != old_address(route)):
            name = key.removeprefix("admin:") if pattern.name else key
            yield name, pattern


def old_address(route):
    return next((f"{m}<path:object_id>/" for m in model_routes() if route.startswith(m)), None)


def model_routes():
    return [f"admin/{m._meta.app_label}/{m._meta.model_name}/" for m in admin.site._registry]


def model_of(name):
    """`(model, page)` for “articles_article_change”; `(None, name)` for a page of the admin."""
    for model in admin.site._registry:
        prefix = f"{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(prefix):
            return model, name.removeprefix(prefix)
    return None, name


def outcome(response):
    """“in”, or how somebody was turned away."""
    at_login = (reverse("admin:login"), reverse("account_login"))
    if response.status_code == 302 and response["Location"].startswith(at_login):
        return "to the login"
    return response.status_code if response.status_code in {403, 404, 405} else "in"
