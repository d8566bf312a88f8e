from django.contrib import admin

from people.models import BrandTie, Person, SameAs
from skinsite.desk import RecordedAdmin


class SameAsInline(admin.TabularInline):
    extra = 0
    model = SameAs


class BrandTieInline(admin.TabularInline):
    autocomplete_fields = ["brand"]
    extra = 0
    model = BrandTie


_CHECKED = ("people.release_person", "Filled in by those who release people, after looking it up.")


@admin.register(Person)
class PersonAdmin(RecordedAdmin):
    autocomplete_fields = ["account"]
    guarded = {
        "released_at": ("people.release_person", "Set by those who release people."),
        "credentials_checked_by": _CHECKED,
        "credentials_checked_on": _CHECKED,
        "credentials_due_on": _CHECKED,
        # A log-in that stands at a doctor's name can sign as the doctor.
        "account": ("auth.change_user", "Set by those who manage accounts."),
    }
    release_right = "people.release_person"
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
        ("Picture", {"fields": ["image", "image_alt", "image_credit"]}),
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
