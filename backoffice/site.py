"""
The admin as a whole: Django's admin site, and pages of it that belong to no model.

    @admin_page("calendar/", name="calendar", title="Calendar", has_permission=may)
    def calendar(request): ...

Such a page has the address `admin:calendar`, asks `has_permission(user)` before anything else
(403 otherwise) and stands in the side bar of those who may open it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from allauth.account.views import logout
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_not_required
from django.contrib.contenttypes.models import ContentType
from django.contrib.contenttypes.views import shortcut
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from accounts.adapters import is_own_url
from accounts.views import no_access
from backoffice.activity import recent_activity
from backoffice.navigation import navigation
from backoffice.row_counts import refuses_endless_rows
from backoffice.worklist import cards_for, onboarding_steps_for


@dataclass(frozen=True)
class AdminPage:
    address: str  # below the admin's own address, with a slash at the end
    name: str  # for reverse("admin:…")
    title: str  # "" for what has an address and no place in the side bar
    group: str  # the heading in the side bar it stands under; "" for Administration
    has_permission: Callable  # user -> bool
    view: Callable


PAGES: list[AdminPage] = []


def admin_page(address, *, name, title, group="", has_permission):
    """Register a view as a page of the admin; whoever lacks `has_permission(user)` gets a 403."""

    def register(view):
        @wraps(view)
        def view_checked(request, *args, **kwargs):
            if not has_permission(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        PAGES.append(AdminPage(address, name, title, group, has_permission, view_checked))
        return view_checked

    return register


class BackofficeSite(AdminSite):
    enable_nav_sidebar = True
    empty_value_display = "–"

    def admin_view(self, view, cacheable=False):  # noqa: FBT002 -- Django's
        return super().admin_view(refuses_endless_rows(view), cacheable)

    # Signing in and out, and the password, are allauth's work below /account/.

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request, extra_context=None):
        """Lead to our login, keeping a `next` that stays on this site."""

        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        target = wanted if is_own_url(wanted) else reverse("admin:index")
        if self.has_permission(request):
            return HttpResponseRedirect(target)
        if request.user.is_authenticated:
            return no_access(request)
        query = urlencode({REDIRECT_FIELD_NAME: target})
        return HttpResponseRedirect(f"{reverse('account_login')}?{query}")

    def logout(self, request, extra_context=None):

        return logout(request)

    def password_change(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("account_change_password"))

    def password_change_done(self, request, extra_context=None):
        return HttpResponseRedirect(reverse("account_home"))

    def get_urls(self):
        pages = [path(page.address, self.admin_view(page.view), name=page.name) for page in PAGES]
        on_site = path(
            "r/<int:content_type_id>/<int:object_id>/",
            self.admin_view(self.on_site),
            name="view_on_site",
        )
        inherited = [
            url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"
        ]
        return [*pages, on_site, *inherited]

    def on_site(self, request, content_type_id, object_id):
        """
        Lead to a row's page. Django's own view leads everybody in the admin there, and so tells the
        address of a draft to whoever counts through the numbers.
        """

        kind = ContentType.objects.filter(pk=content_type_id).first()
        model_admin = self._registry.get(kind.model_class()) if kind else None
        if model_admin is None:
            raise Http404
        if not model_admin.has_view_permission(request):
            raise PermissionDenied
        return shortcut(request, content_type_id, object_id)

    def index(self, request, extra_context=None):
        """What needs work, for whoever asks (backoffice.worklist), and what happened lately."""

        cards = cards_for(request, self, PAGES)
        changes = recent_activity(request, self)
        is_quiet = not changes and not any(card.count for card in cards)
        context = {
            "title": "What needs work",
            "worklists": [card for card in cards if card.count],
            "all_done": [card for card in cards if not card.count],
            "changes": changes,
            "onboarding_steps": onboarding_steps_for(request.user) if is_quiet else [],
            **(extra_context or {}),
        }
        return super().index(request, context)

    def each_context(self, request):
        context = super().each_context(request)
        if context["has_permission"]:
            apps = context["available_apps"]
            context["nav_groups"] = navigation(request, apps, self._registry, PAGES)
        return context
