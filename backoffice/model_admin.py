"""
What every page of the admin shares: the nonce of its scripts, tags, sentences.

    @admin.register(Brand)
    class BrandAdmin(BaseAdmin): ...

`BaseAdmin` is a `ModelAdmin` whose tags are one comma-only field with suggestions, whose import map
gets past the strict CSP, and whose extra steps (publish, undo) ask first on a page of their own.
`HistoryAdmin` is the same for a model with a record history. What somebody may change is asked of
permissions, never of groups: of a field in `field_permissions`, of a row readers see in
`release_permission`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied
from django.db import connection, models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from js_asset import Media
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper
from taggit.managers import TaggableManager

from backoffice.edit_conflicts import detect_conflicts, form_versions
from backoffice.import_sources import ORIGINS
from backoffice.own_rows import own_rows
from backoffice.reference_views import References
from backoffice.rights import ReleaseRights
from backoffice.widgets import AdminTagField, RelationSelect, RelationSelectMultiple, parse_pk
from backoffice.worklist import WorklistFilter
from core.richtext import RichTextField
from core.text_diff import diff_html, diff_text
from core.timezones import check_moment

MAX_ORIGINS = 3  # named on one page


def count_related(rows, field):
    """
    How many of `rows` point to the outer row by `field`, for `annotate()`.

    A sub-query per row shown: a GROUP BY would drop the model's order and count the whole table.
    """
    counted = rows.filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Coalesce(Subquery(counted.annotate(count=Count("pk")).values("count")), 0)


class SafeChangelist:
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
            keys = [key for key in ticked if parse_pk(key) is not None]
            posted.setlist(ACTION_CHECKBOX_NAME, keys)
            request.POST = posted
        return super().changelist_view(request, extra_context)


class DateRange:
    """Mixed into every admin and inline in which a moment is typed: see `check_moment`."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and isinstance(db_field, models.DateTimeField):
            field.validators = [*field.validators, check_moment]
        return field


class Autocomplete:
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


class BaseAdmin(
    SafeChangelist, DateRange, Autocomplete, ReleaseRights, References, admin.ModelAdmin
):
    # Where it stands in the side bar (backoffice.navigation), and the picture beside it there.
    nav_group = ""
    nav_icon = "settings"
    nav_order = 50

    # What an empty list says, and where to go from there: (title, name of a page of the admin).
    empty_text = ""
    empty_link: tuple[str, str] | None = None

    # What “Go to…” calls a row (backoffice.quick_search), and which kind comes first there.
    search_label: Any = None  # the name of a field, several, or an expression
    search_order = 50

    # What a row is to those who may not view it (backoffice.labels); by default its kind.
    hidden_name = ""

    # Whether its form keeps what others saved meanwhile (backoffice.edit_conflicts).
    detects_conflicts = True

    list_per_page = 50
    save_on_top = False

    # Fields that need more than the right to change the row: name → (permission, why), and perhaps
    # of which rows: (permission, why, row → bool). Who lacks the permission reads them, with the
    # reason beside them; a posted value is passed over.
    field_permissions: ClassVar[Mapping[str, tuple[Any, ...]]] = {}
    # Permissions that let somebody look at the rows besides the right to view them.
    view_permissions: tuple[str, ...] = ()
    # Permissions by which somebody may change the inlines on a row's page, and nothing else there.
    inline_permissions: tuple[str, ...] = ()
    # Whether somebody without the right to delete any row may delete this one: (row, user) → bool.
    can_delete_own: Callable[[Any, Any], bool] | None = None

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        return [WorklistFilter, *filters] if WorklistFilter.cards(self.model) else filters

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if isinstance(db_field, TaggableManager):
            return AdminTagField(
                label="Tags",
                required=False,
                help_text="Separate tags with commas: “eye care, milia”.",
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    # Rights

    def locked_fields(self, request, obj=None):
        """Fields this user may not change in this row: name → why. Rooms may add to it."""
        locked = {}
        for name, (permission, why, *of_rows) in self.field_permissions.items():
            if request.user.has_perm(permission):
                continue
            if of_rows and (obj is None or not self._is_of(obj, name, of_rows[0])):
                continue
            locked[name] = why
        return locked

    @staticmethod
    def _is_of(obj, name, condition):
        """The answer of a condition in `field_permissions`, asked once a row."""
        known = obj.__dict__.setdefault("_lock_conditions", {})
        if name not in known:
            known[name] = condition(obj)
        return known[name]

    def has_view_permission(self, request, obj=None):
        may = super().has_view_permission(request, obj)
        return may or any(request.user.has_perm(name) for name in self.view_permissions)

    def has_change_permission(self, request, obj=None):
        return self._can_change_row(request, obj) or self.changes_inlines_only(request, obj)

    def _can_change_row(self, request, obj):
        can = super().has_change_permission(request, obj)
        return can and not self.is_out_of_reach(request, obj)

    def changes_inlines_only(self, request, obj):
        """Whether this is the row's page, for somebody who may change what stands beside it."""
        here, opts = request.resolver_match, self.opts
        page = f"{opts.app_label}_{opts.model_name}_change"
        if not self.inline_permissions or obj is None or here is None or here.url_name != page:
            return False
        has_perm = request.user.has_perm
        return all(map(has_perm, self.inline_permissions)) and not self._can_change_row(
            request, obj
        )

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        if not may and obj is not None and self.can_delete_own is not None:
            may = self.has_change_permission(request, obj) and self.can_delete_own(
                obj, request.user
            )
        return may and not self.is_out_of_reach(request, obj)

    def get_readonly_fields(self, request, obj=None):
        locked = list(self.locked_fields(request, obj))
        if self.changes_inlines_only(request, obj):
            locked += flatten_fieldsets(self.get_fieldsets(request, obj))
        return list(dict.fromkeys([*super().get_readonly_fields(request, obj), *locked]))

    def get_prepopulated_fields(self, request, obj=None):
        if self.changes_inlines_only(request, obj):
            return {}
        fields = super().get_prepopulated_fields(request, obj)
        locked = self.locked_fields(request, obj)
        return {name: sources for name, sources in fields.items() if name not in locked}

    def get_form(self, request, obj=None, change=False, **kwargs):  # noqa: FBT002 -- Django's
        if reasons := self.locked_fields(request, obj):
            kwargs["help_texts"] = reasons
        form = super().get_form(request, obj, change, **kwargs)
        return detect_conflicts(form, request.user, obj) if obj and self.detects_conflicts else form

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            if obj and self.detects_conflicts:
                formset.form = detect_conflicts(formset.form, request.user, obj)
            yield own_rows(formset), inline

    def get_object(self, request, object_id, from_field=None):
        if self.detects_conflicts and request.method == "POST" and connection.in_atomic_block:
            # Held until the form is saved, so that what it compares with is still on file then.
            row = self.model._base_manager.filter(pk=parse_pk(object_id))
            row.select_for_update(of=("self",)).values_list("pk").first()
        obj = super().get_object(request, object_id, from_field)
        if request.method == "POST":
            self.explain_refusal(request, obj)
        return obj

    def history_view(self, request, object_id, extra_context=None):
        # Asked before the row is looked for: who may not see it can't learn whether there is one.
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def render_change_form(self, request, context, *args, **kwargs):
        obj = kwargs.get("obj")
        if self.detects_conflicts:
            inlines = context["inline_admin_formsets"]
            rows = [form for each in inlines for form in each.formset.forms]
            context["form_version"] = form_versions([context["adminform"].form, *rows])
        if obj is not None:
            context["origins"] = self._origins(request, obj)
            if self.shows_references:
                context |= self.references_panel(request, obj)
        response = super().render_change_form(request, context, *args, **kwargs)
        # An import map is an inline script: without the nonce the browser refuses it, and with it
        # the rich text editor.
        media = Media.from_media(response.context_data["media"], nonce=request.csp_nonce)
        response.context_data["media"] = media
        if self.has_change_permission(request) and self.is_out_of_reach(request, obj):
            messages.warning(request, self.why_out_of_reach(request, obj))
        return response

    def _origins(self, request, obj):
        """Where a row was imported from: (words, address) of the newest. A query at the most."""
        origins = ORIGINS.get(self.model)
        if origins is None or not request.user.has_perm(origins.permission):
            return []
        newest = origins.rows.filter(**{origins.key: obj}).values_list("text", "args", "anchor")
        return [
            (text, reverse(origins.page, args=[pk]) + anchor)
            for text, pk, anchor in newest[:MAX_ORIGINS]
        ]

    def save_model(self, request, obj, form, change):
        if change and self.changes_inlines_only(request, obj):
            return
        if hasattr(obj, "tag_names") and "tags" in form.cleaned_data:
            # The record history can't follow tags, so their names travel with the row.
            obj.tag_names = ", ".join(sorted(form.cleaned_data["tags"]))
        self.before_save(request, obj, form, change)
        super().save_model(request, obj, form, change)

    def before_save(self, request, obj, form, change):
        """
        What a row becomes besides what was typed, just before it is saved. Rooms may add to it.

        Fields this user may not change keep the values on file (a new row's keep their defaults):
        a form leaves them alone by itself, an old record that somebody goes back to does not.
        """
        names = self.locked_fields(request, obj if change else None)
        if names:
            on_file = type(obj)._base_manager.filter(pk=obj.pk).first() if change else type(obj)()
            for name in names:
                attname = self.opts.get_field(name).attname
                setattr(obj, attname, getattr(on_file, attname))

    @staticmethod
    def format_search_label(text):
        """What a hit of “Go to…” is called, from what the database said `search_label` is."""
        return text

    @property
    def change_form_template(self) -> list[str]:  # type: ignore[override]  # by the model's name
        """The model's own template, else the one with the panel of references."""
        opts = self.opts
        return [
            f"admin/{opts.app_label}/{opts.model_name}/change_form.html",
            "admin/base_change_form.html",
        ]

    # For pages beside the change form

    def extra_views(self):
        """
        Pages below one row: name → (address, view taking `request, pk`).

        The name for `reverse()` is "admin:<app>_<model>_<name>". Mixins add theirs to super()'s.
        """
        return super().extra_views()

    def get_urls(self):
        app, model = self.opts.app_label, self.opts.model_name
        wrap = self.admin_site.admin_view
        own = [
            path(f"<int:pk>/{address}", wrap(view), name=f"{app}_{model}_{name}")
            for name, (address, view) in self.extra_views().items()
        ]
        return [*own, *super().get_urls()]

    def get_or_404(self, request, object_id, *, permission="change"):
        """The row of this address; 404 where there is none, 403 without that permission on it."""
        obj = self.get_object(request, unquote(object_id))
        # In this order, so that nobody learns which rows there are that they may not see.
        if not getattr(self, f"has_{permission}_permission")(request, obj):
            raise PermissionDenied
        if obj is None:
            raise Http404
        return obj

    def change_url(self, obj):
        opts = self.opts
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[obj.pk])

    def confirm(self, request, obj, *, title, button, form=None, **context):
        """
        The page that asks before something is done: sentences, perhaps a form, one button; no
        button where it is "", for what can't be done by now.

        What may stand in `context`: `sentences`, `rows` (name → list of strings), `danger`, and
        `state`, what the page shows (backoffice/decisions.py).
        """
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "title": title,
            "button": button,
            "form": form,
            "back": self.change_url(obj),
            "media": self.media + (form.media if form else Media()),
            **context,
        }
        return TemplateResponse(request, "admin/confirm.html", context)

    def show_errors(self, request, error):
        """Show the sentences of a `ValidationError`."""
        for sentence in error.messages:
            self.message_user(request, sentence, messages.ERROR)


class FirstRows(list[str]):
    """The first of many rows that a page names (`confirm`), and how many there are in all."""

    def __init__(self, rows: Iterable[str], *, total: int) -> None:
        super().__init__(rows)
        self.total = total

    @property
    def unnamed(self) -> int:
        return self.total - len(self)


class ReadOnlyAdmin(BaseAdmin):
    """For rows that are looked at and never typed: what happened, kept as it happened."""

    shows_references = False
    allows_adding = False

    def has_add_permission(self, request):
        return self.allows_adding and super().has_add_permission(request)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class HistoryContext(HistoricalRecordContextHelper):
    """What changed between two records: long texts with their words marked (`wording`)."""

    def prepare_delta_change_value(self, change, value):
        is_empty = getattr(value, "pk", value) is None  # not “Deleted picture (pk=None)”
        return "" if is_empty else super().prepare_delta_change_value(change, value)

    def context_for_delta_changes(self, delta):
        told = super().context_for_delta_changes(delta)
        for change, shown in zip(delta.changes, told, strict=True):
            field = self.model._meta.get_field(change.field)
            if isinstance(field, models.TextField) and field.editable:
                is_rich = isinstance(field, RichTextField)
                words = diff_html if is_rich else diff_text
                shown["wording"] = words(change.old or "", change.new or "")
        return told


class HistoryAdmin(BaseAdmin, SimpleHistoryAdmin):
    object_history_list_template = "admin/record_history.html"

    def get_historical_record_context_helper(self, request, historical_record):
        return HistoryContext(self.model, historical_record)

    # The library asks the database for whatever stands in the address.

    def history_view(self, request, object_id, extra_context=None):
        if parse_pk(object_id) is None and self.has_view_or_change_permission(request):
            raise Http404
        return super().history_view(request, object_id, extra_context)

    def history_form_view(self, request, object_id, version_id, extra_context=None):
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if parse_pk(object_id) is None or parse_pk(version_id) is None:
            raise Http404
        if request.method == "POST":
            # The library lets everybody who may look at a record go back to it, too.
            self.get_or_404(request, object_id, permission="change")
        return super().history_form_view(request, object_id, version_id, extra_context)

    def render_history_view(self, request, template, context, **kwargs):
        if "adminform" in context:  # the form of an old record: its import map needs the nonce too
            media = self.media + context["adminform"].media
            context["media"] = Media.from_media(media, nonce=request.csp_nonce)
        return super().render_history_view(request, template, context, **kwargs)
