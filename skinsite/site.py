"""
The editors' desk as a whole: Django's admin site, and pages of the desk that belong to no model.

    @desk_page("calendar/", name="calendar", title="Calendar", group="Articles", may=may_plan)
    def calendar(request): ...

Such a page has the address `admin:calendar`, asks `may(user)` before anything else (403 otherwise)
and stands in the side bar of those who may open it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig
from django.core.exceptions import PermissionDenied
from django.urls import path

from skinsite.navigation import navigation


@dataclass(frozen=True)
class DeskPage:
    address: str  # below the desk's own address, with a slash at the end
    name: str  # for reverse("admin:…")
    title: str  # "" for what has an address and no place in the side bar
    group: str  # the heading in the side bar it stands under; "" for Administration
    may: Callable  # user -> bool
    view: Callable


PAGES = []


def desk_page(address, *, name, title, group="", may):
    """Register a view as a page of the desk; it is wrapped in `admin_view` and asks `may(user)`."""

    def register(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        PAGES.append(DeskPage(address, name, title, group, may, guarded))
        return guarded

    return register


class DeskSite(AdminSite):
    enable_nav_sidebar = True
    empty_value_display = "–"

    def get_urls(self):
        pages = [path(page.address, self.admin_view(page.view), name=page.name) for page in PAGES]
        return [*pages, *super().get_urls()]

    def each_context(self, request):
        context = super().each_context(request)
        if context["has_permission"]:
            apps = context["available_apps"]
            context["desk_nav"] = navigation(request, apps, self._registry, PAGES)
        return context


class DeskConfig(AdminConfig):
    """Django's admin, with the desk as its site."""

    default_site = "skinsite.site.DeskSite"
