"""
What every page of the editors' desk (the admin) shares: the nonce of its scripts, tags, sentences.

    @admin.register(Brand)
    class BrandAdmin(DeskAdmin): ...

`DeskAdmin` is a `ModelAdmin` whose tags are one comma-only field with suggestions, whose import map
gets past the strict CSP, and whose extra steps (publish, undo) ask first on a page of their own.
`RecordedAdmin` is the same for a model with a record history. What somebody may change is asked of
permissions, never of groups: of a field in `guarded`, of a row readers see in `release_right`.
"""

import re

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse, reverse_lazy
from js_asset import Media
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper
from taggit.managers import TaggableManager

from skinsite.clock import check_moment, moment_text  # noqa: F401 -- the desk's word for a moment
from skinsite.heeding import heeding, opened_on
from skinsite.provenance import sources_of
from skinsite.richtext import RichTextField
from skinsite.tagging import CommaTagField, string_from_tags
from skinsite.used import TellsItsUse
from skinsite.waiting import WaitingFilter
from skinsite.wording import compare_plain, compare_wording


def key_in(text):
    """The primary key that an address or a form names, or None: “x”, “²” and 30 digits are none."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", str(text)) else None


def count_of(rows, field):
    """
    How many of `rows` point to the outer row by `field`, for `annotate()`.

    A sub-query per row shown: a GROUP BY would drop the model's order and count the whole table.
    """
    counted = rows.filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)


class TagInput(forms.TextInput):
    """A line of tags with a comma between two, and suggestions for the one being typed."""

    class Media:
        js = ["admin-skin/tags.js"]

    def __init__(self, attrs=None):
        suggestions = {"data-tag-suggestions": reverse_lazy("admin:taggit_tag_names")}
        super().__init__({"class": "vTextField", "autocomplete": "off", **suggestions})
        self.attrs.update(attrs or {})

    def format_value(self, value):
        if value is None or isinstance(value, str):
            return value
        return string_from_tags(item if hasattr(item, "name") else item.tag for item in value)


class DeskTagField(CommaTagField):
    widget = TagInput

    def has_changed(self, initial, data):
        before = [] if initial is None else [tag.name for tag in initial]
        try:
            return sorted(before) != sorted(self.clean(data))
        except forms.ValidationError:
            return True


class _KeysAlone:
    """A relation found by typing: what is no key was never chosen, so nothing is looked up."""

    def optgroups(self, name, value, attr=None):
        keys = [key for key in value if key in (None, "") or key_in(key) is not None]
        return super().optgroups(name, keys, attr)


class RelationSelect(_KeysAlone, AutocompleteSelect):
    """One row found by typing."""


class RelationSelectMultiple(_KeysAlone, AutocompleteSelectMultiple):
    """Rows found by typing."""

    def value_from_datadict(self, data, files, name):
        # The field asks the database for all of them at once, 40 digits included.
        keys = super().value_from_datadict(data, files, name)
        return [key if key_in(key) is not None else "?" for key in keys]


class AnswersOddLists:
    """
    Mixed into every admin: a day that is in no calendar (`?saved_at__year=9999`) leads back to the
    list, and a ticked row that can't be one is no row. Django hands both to the database.
    """

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except (OverflowError, ValueError) as error:
            if not request.GET:  # then it is a fault of ours
                raise
            raise IncorrectLookupParameters from error

    def changelist_view(self, request, extra_context=None):
        if ACTION_CHECKBOX_NAME in request.POST:
            posted = request.POST.copy()
            ticked = request.POST.getlist(ACTION_CHECKBOX_NAME)
            keys = [key for key in ticked if key_in(key) is not None]
            posted.setlist(ACTION_CHECKBOX_NAME, keys)
            request.POST = posted
        return super().changelist_view(request, extra_context)


class BoundsMoments:
    """Mixed into every admin and inline in which a moment is typed: see `check_moment`."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(db_field, models.DateTimeField):
            field.validators = [*field.validators, check_moment]
        return field


class FindsRelations:
    """
    Mixed into every admin and inline with `autocomplete_fields`: a forged “x” or 40 digits in one
    gets a sentence. Django's own widget hands them to the database and ends in a stack trace.
    """

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs.setdefault("widget", RelationSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs.setdefault("widget", RelationSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)


class DeskAdmin(AnswersOddLists, BoundsMoments, FindsRelations, TellsItsUse, admin.ModelAdmin):
    # Where it stands in the side bar (skinsite.navigation), and the picture beside it there.
    nav_group = ""
    nav_icon = "settings"
    nav_place = 50

    # What an empty list says, and where to go from there: (title, name of a page of the desk).
    empty_text = ""
    empty_link = None

    # What “Go to…” calls a row (skinsite.finding), and which kind comes first there.
    found_as = None
    found_place = 50

    # Whether its form keeps what others saved meanwhile (skinsite.heeding).
    heeds_others = True

    list_per_page = 50
    save_on_top = False

    # Fields that need more than the right to change the row: name → (permission, why). Who lacks
    # the permission reads them, with the reason beside them; a posted value is passed over.
    guarded = {}
    # The permission to show such rows to readers. A row they see already changes by it alone, for
    # what it says is on the page at once. Needs `public()` on the model's queryset.
    release_right = ""
    release_reason = "Readers see this already: it is changed by those who may release it."

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        return [WaitingFilter, *filters] if WaitingFilter.cards(self.model) else filters

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, TaggableManager):
            return DeskTagField(
                label="Tags",
                required=False,
                help_text="With a comma between two: “eye care, milia”.",
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    # Rights

    def guarded_now(self, request, obj=None):
        """Fields this user may not change in this row: name → why. Rooms may add to it."""
        return {
            name: why
            for name, (right, why) in self.guarded.items()
            if not request.user.has_perm(right)
        }

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and not self._is_out_of_reach(request, obj)

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and not self._is_out_of_reach(request, obj)

    def _is_out_of_reach(self, request, obj):
        """Whether readers see the row and this user may not decide what they see."""
        if obj is None or not self.release_right or request.user.has_perm(self.release_right):
            return False
        if not hasattr(obj, "_is_public"):
            obj._is_public = self.model.objects.public().filter(pk=obj.pk).exists()
        return obj._is_public

    def get_readonly_fields(self, request, obj=None):
        guarded = self.guarded_now(request, obj)
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *(name for name in guarded if name not in fields)]

    def get_prepopulated_fields(self, request, obj=None):
        fields = super().get_prepopulated_fields(request, obj)
        guarded = self.guarded_now(request, obj)
        return {name: sources for name, sources in fields.items() if name not in guarded}

    def get_form(self, request, obj=None, change=False, **kwargs):  # noqa: FBT002 -- Django's
        if reasons := self.guarded_now(request, obj):
            kwargs["help_texts"] = reasons
        form = super().get_form(request, obj, change, **kwargs)
        return heeding(form, request.user, obj) if obj and self.heeds_others else form

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if obj and self.heeds_others:
                formset.form = heeding(formset.form, request.user, obj)
            yield formset, inline

    def get_object(self, request, object_id, from_field=None):
        if self.heeds_others and request.method == "POST" and connection.in_atomic_block:
            # Held until the form is saved, so that what it compares with is still on file then.
            row = self.model._base_manager.filter(pk=key_in(object_id))
            row.select_for_update(of=("self",)).values_list("pk").first()
        return super().get_object(request, object_id, from_field)

    def history_view(self, request, object_id, extra_context=None):
        # Asked before the row is looked for: who may not see it can't learn whether there is one.
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        rows = [form for each in context["inline_admin_formsets"] for form in each.formset.forms]
        context["as_opened"] = opened_on([context["adminform"].form, *rows])
        if kwargs.get("obj") is not None:
            context["sources"] = sources_of(request, kwargs["obj"])
        response = super().render_change_form(request, context, *args, **kwargs)
        # An import map is an inline script: without the nonce the browser refuses it, and with it
        # the rich text editor.
        media = Media.from_media(response.context_data["media"], nonce=request.csp_nonce)
        response.context_data["media"] = media
        obj = kwargs.get("obj")
        if self.has_change_permission(request) and self._is_out_of_reach(request, obj):
            messages.warning(request, self.release_reason)
        return response

    def save_model(self, request, obj, form, change):
        if hasattr(obj, "tag_names") and "tags" in form.cleaned_data:
            # The record history can't follow tags, so their names travel with the row.
            obj.tag_names = ", ".join(sorted(form.cleaned_data["tags"]))
        self.settle(request, obj, form, change)
        super().save_model(request, obj, form, change)

    def settle(self, request, obj, form, change):
        """
        What a row becomes besides what was typed, just before it is saved. Rooms may add to it.

        Fields this user may not change keep the values on file (a new row's keep their defaults):
        a form leaves them alone by itself, an old record that somebody goes back to does not.
        """
        names = self.guarded_now(request, obj if change else None)
        if names:
            on_file = type(obj)._base_manager.filter(pk=obj.pk).first() if change else type(obj)()
            for name in names:
                attname = self.opts.get_field(name).attname
                setattr(obj, attname, getattr(on_file, attname))

    @staticmethod
    def found_words(text):
        """What a hit of “Go to…” is called, from what the database said `found_as` is."""
        return text

    # For pages beside the change form

    def steps(self):
        """
        Pages below one row: name → (address, view taking `request, pk`).

        The name for `reverse()` is "admin:<app>_<model>_<name>". Mixins add theirs to super()'s.
        """
        return super().steps()

    def get_urls(self):
        app, model = self.opts.app_label, self.opts.model_name
        wrap = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{address}", wrap(view), name=f"{app}_{model}_{name}")
            for name, (address, view) in self.steps().items()
        ]
        return [*own, *super().get_urls()]

    def found(self, request, object_id, *, permission="change"):
        """The row of this address; 404 where there is none, 403 without that permission on it."""
        obj = self.get_object(request, unquote(object_id))
        # In this order, so that nobody learns which rows there are that they may not see.
        if not getattr(self, f"has_{permission}_permission")(request, obj):
            raise PermissionDenied
        if obj is None:
            raise Http404
        return obj

    def change_address(self, obj):
        opts = self.opts
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[obj.pk])

    def step(self, request, obj, *, title, button, form=None, **context):
        """
        The page that asks before something is done: sentences, perhaps a form, one button.

        What may stand in `context`: `sentences`, `rows` (name → list of strings), `danger`.
        """
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": title,
            "button": button,
            "form": form,
            "back": self.change_address(obj),
            "media": self.media + (form.media if form else Media()),
            **context,
        }
        return TemplateResponse(request, "admin/step.html", context)

    def say(self, request, error):
        """Show the sentences of a `ValidationError`."""
        for sentence in error.messages:
            self.message_user(request, sentence, messages.ERROR)


class KeptAdmin(DeskAdmin):
    """For rows that are looked at and never typed: what happened, kept as it happened."""

    shows_use = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class RecordContext(HistoricalRecordContextHelper):
    """What changed between two records: long texts with their words marked (`wording`)."""

    def context_for_delta_changes(self, delta):
        told = super().context_for_delta_changes(delta)
        for change, shown in zip(delta.changes, told, strict=True):
            field = self.model._meta.get_field(change.field)
            if isinstance(field, models.TextField) and field.editable:
                is_rich = isinstance(field, RichTextField)
                words = compare_wording if is_rich else compare_plain
                shown["wording"] = words(change.old or "", change.new or "")
        return told


class RecordedAdmin(DeskAdmin, SimpleHistoryAdmin):
    object_history_list_template = "admin/record_history.html"

    def get_historical_record_context_helper(self, request, historical_record):
        return RecordContext(self.model, historical_record)

    # The library asks the database for whatever stands in the address.

    def history_view(self, request, object_id, extra_context=None):
        if key_in(object_id) is None and self.has_view_or_change_permission(request):
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if key_in(object_id) is None or key_in(version_id) is None:
            raise Http404
        if request.method == "POST":
            # The library lets everybody who may look at a record go back to it, too.
            self.found(request, object_id, permission="change")
        return super().history_form_view(request, object_id, version_id, extra_context)

    def render_history_view(self, request, template, context, **kwargs):
        if "adminform" in context:  # the form of an old record: its import map needs the nonce too
            media = self.media + context["adminform"].media
            context["media"] = Media.from_media(media, nonce=request.csp_nonce)
        return super().render_history_view(request, template, context, **kwargs)
