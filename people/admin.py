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


@admin.register(Person)
class PersonAdmin(RecordedAdmin):
    found_as = "name"
    found_place = 30
    nav_group = "People"
    nav_icon = "person"
    nav_place = 10
    empty_text = "Nobody here yet. Authors, experts and reviewers are all people."
    autocomplete_fields = ["account"]
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
