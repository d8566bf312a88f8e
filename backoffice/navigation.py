"""
The side bar: what people do in the admin, in groups, with the machinery out of the way.

A model stands in the group its admin names (`nav_group`), a page of the admin in its own
(`backoffice.site.PAGES`). What names none belongs to Administration, which is closed.
"""

from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse

# From top to bottom; a group named by a page or an admin and missing here stands before the last.
GROUPS = ["Articles", "Products", "People", "Questions", "Manuscripts", "Pictures", "Topics"]
ADMINISTRATION = "Administration"


def any_permission(*names):
    """For a page's `has_permission`: who has one of these; without names, who may use the admin."""
    return lambda user: not names or any(user.has_perm(name) for name in names)


@dataclass(frozen=True)
class Entry:
    title: str
    url: str
    icon: str
    place: int
    is_current: bool


@dataclass
class Group:
    title: str
    entries: list = field(default_factory=list)

    @property
    def is_single(self):
        """Whether the heading would only say what its one entry says."""
        return len(self.entries) == 1 and self.title != ADMINISTRATION

    @property
    def is_current(self):
        return any(entry.is_current for entry in self.entries)

    @property
    def is_closed(self):
        return self.title == ADMINISTRATION and not self.is_current


def navigation(request, apps, registry, pages):
    """
    The groups this user sees: `apps` as from `AdminSite.get_app_list()`, which knows who may what.

    `registry` is the site's model → admin, `pages` the pages of the admin.
    """
    groups = {title: Group(title) for title in [*GROUPS, ADMINISTRATION]}
    home = groups.pop(ADMINISTRATION)
    here = request.path
    for app in apps:
        for row in app["models"]:
            if not row["admin_url"]:
                continue
            admin = registry[row["model"]]
            title = getattr(admin, "nav_group", "") or ADMINISTRATION
            group = home if title == ADMINISTRATION else groups.setdefault(title, Group(title))
            group.entries.append(
                Entry(
                    str(row["name"])[:1].upper() + str(row["name"])[1:],
                    row["admin_url"],
                    getattr(admin, "nav_icon", "settings"),
                    getattr(admin, "nav_order", 50),
                    here.startswith(row["admin_url"]),
                )
            )
    for page in pages:
        if page.title and page.has_permission(request.user):
            _add_page(groups, home, page, here)
    found = [group for group in (*groups.values(), home) if group.entries]
    for group in found:
        group.entries.sort(key=lambda entry: entry.place)
    return found


def _add_page(groups, home, page, here):
    try:
        address = reverse(f"admin:{page.name}")
    except NoReverseMatch:  # a page that needs an argument leads nowhere by itself
        return
    title = page.group or ADMINISTRATION
    group = home if title == ADMINISTRATION else groups.setdefault(title, Group(title))
    icon = page.name if page.name in {"calendar", "pictures"} else "page"
    icon = {"pictures": "picture"}.get(icon, icon)
    group.entries.append(Entry(page.title, address, icon, 40, here.startswith(address)))
