from django.contrib import admin

from backoffice.model_admin import Autocomplete, HistoryAdmin
from backoffice.references import describe_references
from backoffice.worklist import onboarding_step, worklist
from people.models import BrandTie, Person, SameAs
from pictures.choosing import ChoosesPicture


class SameAsInline(admin.TabularInline):
    extra = 0
    model = SameAs


class BrandTieInline(Autocomplete, admin.TabularInline):
    autocomplete_fields = ["brand"]
    extra = 0
    model = BrandTie


_CHECKED = ("people.release_person", "Filled in by those who release people, after looking it up.")


@admin.register(Person)
class PersonAdmin(ChoosesPicture, HistoryAdmin):
    search_label = "name"
    search_order = 30
    nav_group = "People"
    nav_icon = "person"
    nav_order = 10
    empty_text = "Nobody here yet. Authors, experts and reviewers are all people."
    autocomplete_fields = ["account", "picture"]
    field_permissions = {
        "released_at": ("people.release_person", "Set by those who release people."),
        "credentials_checked_by": _CHECKED,
        "credentials_checked_on": _CHECKED,
        "credentials_due_on": _CHECKED,
        # A log-in that stands at a doctor's name can sign as the doctor.
        "account": ("auth.change_user", "Set by those who manage accounts."),
    }
    release_permission = "people.release_person"
    inlines = [SameAsInline, BrandTieInline]
    list_display = ["name", "credentials", "job_title", "organization", "credentials_due_on"]
    list_filter = [("credentials_due_on", admin.EmptyFieldListFilter), "is_sample"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name", "organization"]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    "slug",
                    ("honorific", "credentials"),
                    ("job_title", "organization"),
                    "bio",
                    "is_sample",
                    "account",
                    "released_at",
                ]
            },
        ),
        ("Picture", {"fields": ["picture", "image_alt"]}),
        (
            "Credentials",
            {
                "fields": [
                    "register_url",
                    "credentials_checked_by",
                    ("credentials_checked_on", "credentials_due_on"),
                ]
            },
        ),
    ]

    def get_fieldsets(self, request, obj=None):
        """Names of log-ins are for those who may see accounts."""
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.has_perm("auth.view_user"):
            return fieldsets
        return [
            (title, {**options, "fields": [f for f in options["fields"] if f != "account"]})
            for title, options in fieldsets
        ]


worklist(
    Person,
    "overdue",
    title="Credentials whose check is overdue",
    rows=lambda rows, user: rows.with_overdue_check(),
    has_permission=lambda user: user.has_perm("people.change_person"),
    place=90,
    order=("credentials_due_on", "pk"),
    detail=lambda person: f"due {person.credentials_due_on:%d %b %Y}",
)

onboarding_step(
    "Invite the others",
    text="Make a log-in for each who works here, and say by groups what they may do.",
    page="admin:auth_user_add",
    has_permission=lambda user: user.has_perm("auth.add_user"),
    place=30,
)

describe_references(BrandTie, title="tie to the brand", detail=lambda tie: tie.get_kind_display())
