"""
Who may do what in the admin: four roles, as data.

A role is a group of Django's with permissions. Everything in the admin asks for permissions and
nothing asks for a group's name, so a site may make groups of its own beside these. Each package
says in its own `roles.py`, which is found like `admin.py`, what a role may do with its models:

    grant(WRITER, {"faq.question": WRITE, "faq.questionsource": ALL})

The migration of this package calls `grant_permissions`; a later migration that adds a model ends
with `grant_permissions_to`. `manage.py sync_roles` brings the groups to what stands there;
docs/roles.md is the same as a table.

`view add change delete` are Django's four permissions of a model; any other word is a permission
that a model declares itself: `publish_article`, `grant_quote`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import AbstractUser, AnonymousUser

VIEW = "view"
WRITE = "view add change"
ALL = "view add change delete"


@dataclass(frozen=True)
class Role:
    """A group with its permissions, and the reasons for those that may surprise."""

    name: str
    purpose: str
    rights: dict[str, str] = field(default_factory=dict)  # "app.model" -> words
    reasons: dict[str, str] = field(default_factory=dict)  # "app.model" -> what may surprise there

    def permissions(self) -> set[str]:
        """The permissions as `User.has_perm` takes them: "articles.view_article"."""
        found: set[str] = set()
        for model, words in self.rights.items():
            app, name = model.split(".")
            for word in words.split():
                found.add(f"{app}.{word}_{name}" if word in ALL.split() else f"{app}.{word}")
        return found


WRITER = Role("Writer", "Writes, and sends to review. Changes nothing that readers see.")
EDITOR = Role("Editor", "Decides what readers see: edits, publishes, plans, corrects, takes down.")
MEDICAL_REVIEWER = Role(
    "Medical reviewer", "Reads everything in the admin and signs off. Changes nothing."
)
PRICE_ADMIN = Role("Price admin", "Keeps every price true: offers, prices, retailers, price files.")
ROLES = (WRITER, EDITOR, MEDICAL_REVIEWER, PRICE_ADMIN)


def grant(role: Role, rights: Mapping[str, str], reasons: Mapping[str, str] | None = None) -> None:
    """
    What `role` may do with a package's models: "app.model" → words, and why where it may surprise.

    A model is granted to a role once; a second time is a mistake and raises `ValueError`.
    """
    if twice := role.rights.keys() & rights.keys():
        raise ValueError(f"{role.name} has rights to {', '.join(sorted(twice))} already.")
    role.rights.update(rights)
    role.reasons.update(reasons or {})


def may_change_anything(user: AbstractUser | AnonymousUser) -> bool:
    """Whether one permission of `user`, whoever gave it, lets them do more than look."""
    return any(
        not right.partition(".")[2].startswith(f"{VIEW}_") for right in user.get_all_permissions()
    )


@dataclass(frozen=True)
class RoleSync:
    """What bringing one group to its role did, or would do. Sorted names of permissions."""

    role: str
    is_new: bool
    given: tuple[str, ...]
    taken: tuple[str, ...]
    kept: tuple[str, ...]  # in the group and not in the role, where nobody asked to take it away
    unknown: tuple[
        str, ...
    ]  # in the role and in no model: a package that isn't installed, or a slip

    def lines(self) -> list[str]:
        """Sentences for whoever asked; empty where the group is as it should be."""
        told = [
            ("made", ["the group"] if self.is_new else []),
            ("given", self.given),
            ("taken away", self.taken),
            ("kept, though not in the role", self.kept),
            ("known to no model", self.unknown),
        ]
        return [f"{self.role}, {what}: {', '.join(names)}" for what, names in told if names]


def sync(
    apps: Any, *, roles: Iterable[Role] = ROLES, take_away: bool = False, dry_run: bool = False
) -> list[RoleSync]:
    """
    Bring the groups to what the roles say; returns a `RoleSync` for each. Twice does no harm.

    `apps` is the registry, or what a migration is given. What a site added by hand stays, unless
    `take_away`.
    """
    on_file = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in apps.get_model("auth", "Permission").objects.select_related(
            "content_type"
        )
    }
    groups = apps.get_model("auth", "Group").objects
    return [
        _sync_one(role, groups, on_file, take_away=take_away, dry_run=dry_run) for role in roles
    ]


def _sync_one(
    role: Role, groups: Any, on_file: Mapping[str, Any], *, take_away: bool, dry_run: bool
) -> RoleSync:
    group = groups.filter(name=role.name).first()
    is_new = group is None
    names = {permission.pk: name for name, permission in on_file.items()}
    has = set() if is_new else {names[pk] for pk in group.permissions.values_list("pk", flat=True)}
    wanted = role.permissions()
    given = sorted(wanted & on_file.keys() - has)
    extra = tuple(sorted(has - wanted))
    taken, kept = (extra, ()) if take_away else ((), extra)
    if not dry_run:
        group = group or groups.create(name=role.name)
        group.permissions.add(*(on_file[name] for name in given))
        group.permissions.remove(*(on_file[name] for name in taken))
    unknown = tuple(sorted(wanted - on_file.keys()))
    return RoleSync(role.name, is_new, tuple(given), taken, kept, unknown)


def grant_permissions(apps: Any, schema_editor: Any) -> None:
    """
    For `migrations.RunPython`: the roles with all rights that exist at this point of the history.

    For the first migration alone: later it would give back what a site took away.
    """
    _make_permissions(apps, apps.get_app_configs(), schema_editor)
    sync(apps)


def grant_permissions_to(*models: str) -> Callable[[Any, Any], None]:
    """
    For `migrations.RunPython`: the roles with their rights to these new models, and to no others.

        migrations.RunPython(grant_permissions_to("articles.videolink"), migrations.RunPython.noop)

    What a site took away elsewhere stays away, and a group that a site deleted stays deleted.
    """
    return partial(_grant_permissions_to, models=models)  # which a squashed migration can write


def _grant_permissions_to(apps: Any, schema_editor: Any, *, models: tuple[str, ...]) -> None:
    labels = {apps.get_model(model)._meta.app_label for model in models}
    _make_permissions(apps, [apps.get_app_config(label) for label in labels], schema_editor)
    groups = {*apps.get_model("auth", "Group").objects.values_list("name", flat=True)}
    narrowed = (
        Role(
            role.name,
            role.purpose,
            {name: role.rights[name] for name in role.rights.keys() & models},
        )
        for role in ROLES
        if role.name in groups
    )
    sync(apps, roles=narrowed)


def _make_permissions(apps: Any, configs: Iterable[Any], schema_editor: Any) -> None:
    """Django makes permissions after the last migration; a group is to have them now."""
    for config in configs:
        config.models_module = True  # as in a real one: without it no permission is made
        create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
        config.models_module = None


def as_table() -> str:
    """The roles in Markdown, one row a model: what docs/roles.md must hold."""
    models = list(dict.fromkeys(model for role in ROLES for model in role.rights))
    rows = [
        ["", *(role.name for role in ROLES)],
        ["---"] * (len(ROLES) + 1),
        *([f"`{model}`", *(role.rights.get(model, "–") for role in ROLES)] for model in models),
    ]
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    reasons = [
        f"- **{role.name}**, `{model}`: {why}"
        for role in ROLES
        for model, why in role.reasons.items()
    ]
    return f"{table}\n\n" + "\n".join(reasons)
