"""The admin as a whole: its name, and tags, which belong to no package."""

import taggit.admin  # noqa: F401 -- registers its own page for tags, which ours replaces
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from taggit.models import Tag

import backoffice.users  # noqa: F401 -- accounts have a module of their own
from backoffice import preferences  # noqa: F401 -- registers “Preferences”
from backoffice.activity import log_line
from backoffice.decisions import decides, refuse_stale
from backoffice.model_admin import BaseAdmin, count_related
from backoffice.widgets import parse_pk
from core.models import Redirect
from core.page_url import page_url
from core.shown_facts import FactChange, tell_change
from core.slugs import validate_says_something
from core.tags import tags_from_string, validate_tag_names
from core.visibility import visible

admin.site.unregister(Tag)

# Whoever may write one of these may be told the names of tags.
_TAGGED = ("articles.article", "products.product", "faq.question", "taggit.tag")


class TagForm(forms.ModelForm):
    """A tag under the rules that hold wherever tags are typed."""

    def clean_name(self):
        names = tags_from_string(self.cleaned_data["name"])
        if len(names) != 1:
            raise ValidationError("Enter one tag, without commas.")
        validate_tag_names(names)
        return names[0]

    def clean_slug(self):
        slug = self.cleaned_data["slug"].lower()
        validate_says_something(slug)
        return slug


class MergeForm(forms.Form):
    into = forms.ModelChoiceField(
        Tag.objects.none(), label="Tag to keep", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, tags, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = tags


def leave_redirect(tag, slug):
    """Lead from the page of a tag to that of `slug`, unless readers couldn't see it yet."""
    if Tag.objects.filter(visible(Tag, timezone.now()), pk=tag.pk).exists():
        Redirect.record(page_url("tags:detail", tag.slug), page_url("tags:detail", slug))


def merge_tags(tags, into):
    """Make `into` stand wherever one of `tags` stood, editions included, and delete the others."""
    with transaction.atomic():
        others = [tag for tag in tags if tag != into]
        for tag in others:
            leave_redirect(tag, into.slug)
        for relation in Tag._meta.related_objects:
            if relation.many_to_many:
                continue
            through, owner = relation.related_model, _owner_of(relation.related_model)
            rows = through.objects.filter(tag__in=others).order_by("pk")
            carriers = set(through.objects.filter(tag=into).values_list(*owner))
            for row in rows:
                key = tuple(getattr(row, name) for name in owner)
                if key in carriers:
                    row.delete()
                else:
                    carriers.add(key)
                    through.objects.filter(pk=row.pk).update(tag=into)
        for tag in others:
            tell_change(into, [FactChange("merged with", tag.name, into.name)])
            tag.delete()


def _owner_of(through):
    """The columns that say what a row of a through table tags."""
    names = {field.attname for field in through._meta.concrete_fields} - {"id", "tag_id"}
    return sorted(names)


@admin.register(Tag)
class TagAdmin(BaseAdmin):
    search_label = "name"
    search_order = 90
    nav_group = "Topics"
    nav_icon = "tag"
    nav_order = 20
    empty_text = "No tags yet. Create one by typing it on an article, a product, or a question."
    actions = ["merge"]
    form = TagForm
    list_display = ["name", "slug", "articles", "products", "questions"]
    ordering = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name"]

    def get_queryset(self, request):
        return (
            super()
            .get_queryset(request)
            .annotate(
                article_count=self._count("tagged_articles"),
                product_count=self._count("tagged_products"),
                question_count=self._count("tagged_questions"),
            )
        )

    def save_model(self, request, obj, form, change):
        before = Tag.objects.filter(pk=obj.pk).first() if change else None
        if before and before.slug != obj.slug:
            leave_redirect(before, obj.slug)
        super().save_model(request, obj, form, change)
        if before:
            pairs = [(name, getattr(before, name), getattr(obj, name)) for name in ("name", "slug")]
            tell_change(obj, [FactChange(*pair) for pair in pairs if pair[1] != pair[2]])

    @staticmethod
    def _count(relation):
        through = Tag._meta.get_field(relation).related_model
        return count_related(through.objects.all(), "tag")

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path("names/", wrap(self.names), name="taggit_tag_names"),
            path("<int:pk>/merge/", wrap(self.merge_into), name="taggit_tag_merge"),
            *super().get_urls(),
        ]

    def has_merge_permission(self, request):
        """Merging deletes tags, and changes those of pages."""
        return self.has_delete_permission(request) and self.has_change_permission(request)

    @admin.action(description="Merge selected tags…", permissions=["merge"])
    def merge(self, request, queryset):
        tags = [str(pk) for pk in queryset.order_by("name").values_list("pk", flat=True)]
        if len(tags) < 2:
            self.message_user(request, "Select at least two tags.", messages.WARNING)
            return None
        others = urlencode({"other": tags[1:]}, doseq=True)
        return redirect(f"{reverse('admin:taggit_tag_merge', args=[tags[0]])}?{others}")

    @decides
    def merge_into(self, request, pk):
        """Ask which of the tags stays; everything the others stood on carries that one then."""
        first = self.get_or_404(request, str(pk), permission="delete")
        if not self.has_merge_permission(request):
            raise PermissionDenied
        others = {parse_pk(pk) for pk in request.GET.getlist("other")} - {None}
        tags = Tag.objects.filter(Q(pk=first.pk) | Q(pk__in=others)).order_by("name")
        form = MergeForm(request.POST or None, tags=tags, initial={"into": first.pk})
        names = ", ".join(tag.name for tag in tags)
        state = {"Tags": (names, " ".join(f"{tag.pk}={tag.name}" for tag in tags))}
        if request.method == "POST" and form.is_valid():
            try:
                refuse_stale(request, state)
            except ValidationError as error:
                form.add_error(None, error)
        if request.method == "POST" and form.is_valid():
            into = form.cleaned_data["into"]
            merge_tags(tags, into)
            self.log_change(request, into, f"Merged {', '.join(tag.name for tag in tags)}.")
            self.message_user(request, f"They are all “{into}” now.", messages.SUCCESS)
            return redirect("admin:taggit_tag_changelist")
        return self.confirm(
            request,
            first,
            title="Merge tags",
            button="Merge",
            danger=True,
            form=form,
            state=state,
            sentences=[
                "The others will be deleted, and their pages will lead to the one you keep."
            ],
        )

    def names(self, request):
        """Names that begin with `?q=` (or hold it at the start of a word), at most twelve."""
        rights = [
            f"{app}.{verb}_{model}"
            for app, model in (m.split(".") for m in _TAGGED)
            for verb in ("add", "change")
        ]
        if not any(request.user.has_perm(right) for right in rights):
            raise PermissionDenied
        wanted = " ".join(request.GET.get("q", "").lower().split())[:100]
        tags = Tag.objects.filter(Q(name__istartswith=wanted) | Q(name__icontains=f" {wanted}"))
        return JsonResponse(
            {"names": list(tags.order_by("name").values_list("name", flat=True)[:12])}
        )

    @admin.display(ordering="article_count")
    def articles(self, tag):
        return tag.article_count

    @admin.display(ordering="product_count")
    def products(self, tag):
        return tag.product_count

    @admin.display(ordering="question_count")
    def questions(self, tag):
        return tag.question_count


log_line(Tag, r"Merged (.+)\.", "merged {0} into")
