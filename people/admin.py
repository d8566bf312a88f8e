from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from backoffice.changelist import filled_filter
from backoffice.model_admin import Autocomplete, HistoryAdmin
from backoffice.references import describe_references
from backoffice.worklist import onboarding_step, worklist
from people.models import BrandTie, Person, SameAs
from pictures.picture_field import PictureFieldMixin


class SameAsInline(admin.TabularInline):
    extra = 0
    model = SameAs


class BrandTieInline(Autocomplete, admin.TabularInline):
    autocomplete_fields = ["brand"]
    extra = 0
    model = BrandTie


_CHECKED = (
    "people.release_person",
    "Filled in by people who can release people, after looking it up.",
)


@admin.register(Person)
class PersonAdmin(PictureFieldMixin, HistoryAdmin):
    search_label = "name"
    search_order = 30
    nav_group = "People"
    nav_icon = "person"
    nav_order = 10
    empty_text = "No people yet. Authors, experts, and reviewers are all people."
    autocomplete_fields = ["account", "picture"]
    field_permissions = {
        "released_at": ("people.release_person", "Set by people who can release people."),
        "credentials_checked_by": _CHECKED,
        "credentials_checked_on": _CHECKED,
        "credentials_due_on": _CHECKED,
        # A login linked to a doctor can sign as the doctor.
        "account": ("auth.change_user", "Set by people who manage accounts."),
    }
    release_permission = "people.release_person"
    release_reason = "Only people who can release people can change it"
    inlines = [SameAsInline, BrandTieInline]
    list_display = ["name", "credentials", "job_title", "organization", "credentials_due_on"]
    list_filter = [
        filled_filter("credentials_due_on", "no day is set", "a day is set"),
        "is_sample",
    ]
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

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Usernames are only for those who can see accounts."""
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
    title="Overdue credential checks",
    rows=lambda rows, user: rows.with_overdue_check(),
    has_permission=lambda user: user.has_perm("people.change_person"),
    place=90,
    order=("credentials_due_on", "pk"),
    detail=lambda person: f"due {person.credentials_due_on:%d %b %Y}",
)

onboarding_step(
    "Invite your colleagues",
    text="Create a login for everybody who works here, and choose their roles.",
    page="admin:auth_user_add",
    has_permission=lambda user: user.has_perm("auth.add_user"),
    place=30,
)

describe_references(BrandTie, title="tie to the brand", detail=lambda tie: tie.get_kind_display())
