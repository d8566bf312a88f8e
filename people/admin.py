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
