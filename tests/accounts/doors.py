"""Doors of the site: every address, and who is meant to get in where (test_roles.py tries)."""

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


# The pages that every model has. A word is the permission each verb asks for.
STANDARD = {
    "changelist": ("view", "view"),
    "add": ("add", "add"),
    "change": ("view", "change"),
    "delete": ("delete", "delete"),
    "history": ("view", "view"),
    "simple_history": ("view", "change"),
    "references": ("view", "view"),
}

# Every other page below /admin/, by the name of its address.
DOORS = {
    # The desk as a whole
    "index": Door(STAFF, STAFF),
    "login": Door(STAFF, STAFF),  # it leads strangers to the page where one signs in
    "logout": Door(EVERYBODY, EVERYBODY, leads_out=True),
    "password_change": Door(STAFF, STAFF),
    "quick_search": Door(STAFF, STAFF),
    "site_settings": Door("S", "S"),
    "preferences": Door(STAFF, STAFF),
    "calendar": Door(READERS, READERS),
    "password_change_done": Door(STAFF, STAFF),
    "jsi18n": Door(STAFF, NOBODY),
    "app_list": Door(READERS, READERS, turned_away=404),
    "autocomplete": Door(
        "WEMPS",
        NOBODY,
        query="?app_label=products&model_name=offer&field_name=product&term=",
    ),
    "view_on_site": Door(READERS, READERS),
    "admin:(?P<url>.*)$": Door(NOBODY, NOBODY, turned_away=404),
    # Articles
    "articles_article_preview": Door(READERS, READERS),
    "articles_article_edition": Door(READERS, READERS),
    "articles_article_edition_restore": Door("ES", "ES"),
    "articles_article_publish": Door("ES", "ES"),
    "articles_article_take_down": Door("ES", "ES"),
    "articles_article_cancel": Door(NOBODY, "ES", {"number": 2}),
    "articles_article_sign_off": Door("MS", "MS"),
    "articles_article_reschedule": Door("ES", "ES", {"number": 2}),
    "articles_article_plan_changes": Door("ES", "ES", {"number": 2}),
    "articles_article_replan": Door("ES", "ES", {"number": 2}),
    "articles_article_versions": Door(READERS, READERS),
    "articles_article_revision": Door(READERS, READERS),
    "articles_article_revision_name": Door(NOBODY, "WES"),
    "articles_article_revision_restore": Door("WES", "WES"),
    "articles_article_compare": Door(READERS, READERS),
    "articles_article_point_in_time": Door(READERS, READERS),
    # What is typed and not saved: an editor's own, and nobody else's
    "articles_article_autosave": Door(NOBODY, "WES"),
    "articles_article_autosave_new": Door(NOBODY, "WES"),
    "articles_article_recoverable": Door("WES", NOBODY),
    "articles_article_recoverable_new": Door("WES", NOBODY),
    "articles_article_presence": Door(NOBODY, "WES"),
    "articles_article_presence_end": Door(NOBODY, "WES"),
    "articles_article_changes_since": Door("WES", NOBODY),
    "articles_article_autosave_diff": Door(NOBODY, NOBODY, turned_away=404),
    "articles_article_autosave_recover": Door(NOBODY, NOBODY, turned_away=404),
    "articles_article_autosave_discard": Door(NOBODY, NOBODY, turned_away=404),
    "articles_article_autosave_undo_discard": Door(NOBODY, NOBODY, turned_away=404),
    # The site's own pages
    "pages_page_preview": Door(READERS, READERS),
    # Readers' reports
    "reports_report_changelist": Door("EPS", "EPS"),
    "reports_report_change": Door("EPS", NOBODY),
    "reports_report_history": Door("EPS", "EPS"),
    "reports_report_add": Door(NOBODY, NOBODY),  # they come from readers
    "reports_report_decide": Door(NOBODY, "EPS"),
    # Pictures
    "pictures_picture_upload": Door(NOBODY, "WES"),
    "pictures_picture_choices": Door("WEMPS", NOBODY),
    # Tags
    "taggit_tag_names": Door("WES", "WES"),
    "taggit_tag_merge": Door("ES", "ES"),
    # Questions
    "faq_question_join": Door("ES", "ES"),
    # Manuscripts
    "manuscripts_manuscript_add": Door("WES", "WES"),
    "manuscripts_manuscript_review": Door(READERS, NOBODY),
    "manuscripts_manuscript_decide": Door(NOBODY, "WES"),
    "manuscripts_manuscript_accept": Door(NOBODY, "WES"),
    "manuscripts_manuscript_draft": Door(NOBODY, "WES"),
    "manuscripts_manuscript_handed_in": Door(NOBODY, "WES"),
    "manuscripts_manuscript_use": Door(NOBODY, "WES"),
    "manuscripts_manuscript_new_piece": Door(NOBODY, "WES"),
    "manuscripts_manuscript_corrects": Door(NOBODY, "WES"),
    "manuscripts_manuscript_mark": Door(NOBODY, "WES"),
    "manuscripts_manuscript_undo_import": Door("WES", "WES"),
    # Prices: whoever keeps them changes them on the product's page, and nothing else there.
    "products_product_change": Door("WEMPS", "WEPS"),
    "products_pricebatch_undo": Door("PS", "PS"),
    "products_pricebatch_held": Door(NOBODY, "PS"),
    "products_pricebatch_evidence": Door("PS", "PS"),
    "products_pricebatch_download": Door("PS", "PS"),
    "products_pricebatch_upload": Door("PS", "PS"),
    "products_pricebatch_upload_look": Door("PS", "PS"),
    "products_pricebatch_upload_errors": Door("PS", "PS"),
    # Who uploaded a file decides what becomes of it.
    "products_pricebatch_upload_apply": Door(NOBODY, "P"),
    "products_pricebatch_upload_discard": Door(NOBODY, "P"),
    "products_retailer_release": Door("EPS", "EPS"),
    # Accounts
    "auth_user_password_change": Door("S", "S"),
    "auth_user_end_sessions": Door("S", "S"),
    "auth_user_reset_second_factor": Door("S", "S"),
}

# What stands in an address; `pk`, `object_id` and `id` are a row of the model itself.
VALUES = {"number": 1, "upload": 1, "evidence": 1, "app_label": "articles", "url": "no-such-page"}

# The public site: name of the address → which row of `World.shown` and `World.hidden` it shows.
PUBLIC = {
    "home": None,
    "articles:list": None,
    "articles:detail": "article",
    "topics:list": None,
    "topics:detail": "topic",
    "tags:list": None,
    "corrections": None,
    "tags:detail": "tag",
    "products:list": None,
    "products:detail": "product",
    "products:brand": "brand",
    "people:list": None,
    "people:detail": "person",
    "faq:list": None,
    "faq:detail": "question",
    "search:search": None,
    "search:suggest": None,
    "pages:detail": "page",
    "reports:report": None,
    "reports:sent": None,
    "robots_txt": None,
    "sitemap": None,
    "sitemap_section": "section",
    "healthz": None,
    "readyz": None,
    "media": "picture",
    "look": "look",
}
# Beside the admin, and for whoever may sign in to it (tests/test_readers_frame.py tries it).
FOR_STAFF = {"styleguide"}

# Signing in and one's own account: what a stranger meets there.
OPEN, ASKED_TO_SIGN_IN = "open", "asked to sign in"
ACCOUNT = {
    "account_login": OPEN,
    "account_inactive": OPEN,
    "account_reset_password": OPEN,
    "account_reset_password_done": OPEN,
    "account_reset_password_from_key": OPEN,
    "account_reset_password_from_key_done": OPEN,
    "mfa_login_webauthn": ASKED_TO_SIGN_IN,
    "account_logout": ASKED_TO_SIGN_IN,
    "mfa_authenticate": ASKED_TO_SIGN_IN,
    "account_change_password": ASKED_TO_SIGN_IN,
    "account_end_session": ASKED_TO_SIGN_IN,
    "account_home": ASKED_TO_SIGN_IN,
    "account_reauthenticate": ASKED_TO_SIGN_IN,
    "account_set_password": ASKED_TO_SIGN_IN,
    "mfa_activate_totp": ASKED_TO_SIGN_IN,
    "mfa_add_webauthn": ASKED_TO_SIGN_IN,
    "mfa_deactivate_totp": ASKED_TO_SIGN_IN,
    "mfa_download_recovery_codes": ASKED_TO_SIGN_IN,
    "mfa_edit_webauthn": ASKED_TO_SIGN_IN,
    "mfa_generate_recovery_codes": ASKED_TO_SIGN_IN,
    "mfa_index": ASKED_TO_SIGN_IN,
    "mfa_list_webauthn": ASKED_TO_SIGN_IN,
    "mfa_reauthenticate": ASKED_TO_SIGN_IN,
    "mfa_reauthenticate_webauthn": ASKED_TO_SIGN_IN,
    "mfa_remove_webauthn": ASKED_TO_SIGN_IN,
    "mfa_view_recovery_codes": ASKED_TO_SIGN_IN,
    "usersessions_list": ASKED_TO_SIGN_IN,
}


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
