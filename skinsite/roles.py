"""
Who may do what at the desk: four roles, as data.

A role is a group of Django's with permissions. Everything at the desk asks permissions and nothing
asks for a group's name, so a site may make groups of its own beside these. Migrations call
`give_rights`, and `manage.py sync_roles` brings the groups to what stands here; docs/roles.md is
the same as a table.

`view add change delete` are Django's four permissions of a model; any other word is a permission
that a model declares itself: `publish_article`, `grant_quote`.
"""

from dataclasses import dataclass, field

VIEW = "view"
WRITE = "view add change"
ALL = "view add change delete"

# Rows that make up an article, edited on its page.
_BLOCKS = (
    *("articles.textblock", "articles.imageblock", "articles.pullquote", "articles.productpick"),
    *("articles.questionblock", "articles.callout"),
    *("articles.byline", "articles.articlequote", "articles.articlesource"),
)


@dataclass(frozen=True)
class Role:
    name: str
    purpose: str
    rights: dict  # "app.model" -> words
    reasons: dict = field(default_factory=dict)  # "app.model" -> what may surprise there

    def permissions(self):
        """The permissions as `User.has_perm` takes them: "articles.view_article"."""
        found = set()
        for model, words in self.rights.items():
            app, name = model.split(".")
            for word in words.split():
                found.add(f"{app}.{word}_{name}" if word in ALL.split() else f"{app}.{word}")
        return found


WRITER = Role(
    name="Writer",
    purpose="Writes, and sends to review. Changes nothing that readers see.",
    rights={
        "articles.article": WRITE,
        **dict.fromkeys(_BLOCKS, ALL),
        "articles.correction": VIEW,
        "articles.edition": VIEW,
        "articles.deskversion": VIEW,
        "articles.review": VIEW,
        "articles.quote": WRITE,
        "faq.question": WRITE,
        "faq.questionsource": ALL,
        "people.person": WRITE,
        "people.sameas": ALL,
        "people.brandtie": WRITE,
        "products.product": WRITE,
        "products.brand": "view add",
        "products.retailer": VIEW,
        "products.offer": VIEW,
        "pictures.picture": WRITE,
        "manuscripts.manuscript": WRITE,
        "manuscripts.proposal": "view change",
        "taggit.tag": VIEW,
    },
    reasons={
        "articles.article": "No delete: an article they began and nobody published they may drop, "
        "others they may not. Sets “draft” and “in review”, never “ready”.",
        "articles.correction": "What we got wrong is said to readers, so an editor words it.",
        "articles.quote": "Neither the permission nor a quote in print: both need `grant_quote`.",
        "faq.question": "Not once readers see it: an answer is on its page at once.",
        "people.person": "Not once readers see it, never who checked credentials, never a log-in.",
        "people.brandtie": "No delete: an interest that was declared stays until an editor agrees.",
        "products.product": "Not once readers see it.",
        "products.offer": "Sees prices, sets none.",
        "taggit.tag": "Tags are made by typing them at an article.",
    },
)

EDITOR = Role(
    name="Editor",
    purpose="Decides what readers see: edits, publishes, plans, corrects, takes down.",
    rights={
        "articles.article": f"{ALL} publish_article",
        **dict.fromkeys(_BLOCKS, ALL),
        "articles.correction": ALL,
        "articles.edition": VIEW,
        "articles.deskversion": VIEW,
        "articles.review": VIEW,
        "articles.quote": f"{ALL} grant_quote",
        "faq.question": f"{ALL} publish_question",
        "faq.questionsource": ALL,
        "people.person": f"{ALL} release_person",
        "people.sameas": ALL,
        "people.brandtie": ALL,
        "products.product": f"{ALL} release_product",
        "products.brand": ALL,
        "products.retailer": VIEW,
        "products.offer": VIEW,
        "products.pricebatch": VIEW,
        "pictures.picture": ALL,
        "manuscripts.manuscript": WRITE,
        "manuscripts.proposal": "view change",
        "taggit.tag": ALL,
    },
    reasons={
        "articles.edition": "Editions are made by publishing and never edited, by anybody.",
        "articles.review": "Editors don't sign medical words; a doctor who edits, too, has both "
        "roles.",
        "people.person": "Vouches for credentials, but doesn't say whose log-in stands at a name: "
        "together the two would let an editor sign as a doctor.",
        "products.offer": "Prices have a desk of their own; whoever works at both has both roles.",
        "taggit.tag": "Delete is what merging needs.",
    },
)

MEDICAL_REVIEWER = Role(
    name="Medical reviewer",
    purpose="Reads everything at the desk and signs off. Changes nothing.",
    rights={
        **dict.fromkeys(["articles.article", *_BLOCKS, "articles.correction"], VIEW),
        "articles.edition": VIEW,
        "articles.deskversion": VIEW,
        "articles.review": "view add",
        "articles.quote": VIEW,
        "faq.question": VIEW,
        "faq.questionsource": VIEW,
        "people.person": VIEW,
        "people.sameas": VIEW,
        "people.brandtie": VIEW,
        "products.product": VIEW,
        "products.brand": VIEW,
        "products.retailer": VIEW,
        "products.offer": VIEW,
        "products.pricebatch": VIEW,
        "pictures.picture": VIEW,
        "manuscripts.manuscript": VIEW,
        "manuscripts.proposal": VIEW,
        "taggit.tag": VIEW,
    },
    reasons={
        "articles.article": "Whoever signs words doesn't write them.",
        "articles.review": "Signs only as a person on file with a checked medical credential, who "
        "is no author of the article.",
    },
)

PRICE_ADMIN = Role(
    name="Price admin",
    purpose="Keeps every price true: offers, prices, retailers, price files.",
    rights={
        "products.product": VIEW,
        "products.brand": VIEW,
        "products.retailer": ALL,
        "products.retailerdomain": ALL,
        "products.offer": WRITE,
        "products.pricebatch": "view add",
        "products.pricepoint": VIEW,
        "products.pricechange": VIEW,
        "pictures.picture": VIEW,
    },
    reasons={
        "products.offer": "No delete: an offer is withdrawn, and its prices stay on record.",
        "products.pricebatch": "“Add” is the right to set prices, by field or file, to undo a "
        "batch, and to let held prices through. A batch itself is never edited.",
    },
)

ROLES = (WRITER, EDITOR, MEDICAL_REVIEWER, PRICE_ADMIN)


@dataclass(frozen=True)
class Step:
    """What bringing one group to its role did, or would do. Sorted names of permissions."""

    role: str
    is_new: bool
    given: tuple
    taken: tuple
    kept: tuple  # in the group and not in the role, where nobody asked to take it away
    unknown: tuple  # in the role and in no model: a room that isn't installed, or a slip

    def lines(self):
        """Sentences for whoever asked; empty where the group is as it should be."""
        told = [
            ("made", ["the group"] if self.is_new else []),
            ("given", self.given),
            ("taken away", self.taken),
            ("kept, though not in the role", self.kept),
            ("known to no model", self.unknown),
        ]
        return [f"{self.role}, {what}: {', '.join(names)}" for what, names in told if names]


def sync(apps, *, roles=ROLES, take_away=False, dry_run=False):
    """
    Bring the groups to what the roles say and return a `Step` for each; calling it twice is safe.

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
    return [_sync_one(role, groups, on_file, take_away, dry_run) for role in roles]


def _sync_one(role, groups, on_file, take_away, dry_run):
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
    return Step(role.name, is_new, tuple(given), taken, kept, unknown)


def give_rights(apps, schema_editor):
    """
    For `migrations.RunPython`: the roles with all rights that exist at this point of the history.

    Django makes permissions after the last migration, so they are made here first. A room whose
    migration adds a permission that a role has runs this once more after it.
    """
    from django.contrib.auth.management import create_permissions  # noqa: PLC0415 -- reads models

    for config in apps.get_app_configs():
        config.models_module = True  # as in a real one: without it no permission is made
        create_permissions(config, apps=apps, verbosity=0, using=schema_editor.connection.alias)
        config.models_module = None
    sync(apps)


def as_table():
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
