"""Retailers: their terms, their hosts, and releasing those that imports brought."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html_join

from backoffice.model_admin import BaseAdmin, FirstRows
from backoffice.worklist import worklist
from products.display_policy import PRESETS
from products.models import Offer, Retailer, RetailerDomain
from products.models.retailer import POLICY_FIELDS
from products.releases import (
    MAX_NAMED,
    ReleaseField,
    WaitingHost,
    can_release_retailers,
    release,
    retailers_waiting,
    waiting_hosts,
    why_not_released,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import User


def _for_releasers(verb: str) -> Callable[..., bool]:
    """The inline's own right, for those alone who release retailers."""

    def has_permission(self: Any, request: HttpRequest, obj: Any = None) -> bool:
        own = getattr(super(RetailerDomainInline, self), f"has_{verb}_permission")
        return can_release_retailers(request.user) and own(request, obj)

    return has_permission


class RetailerDomainInline(admin.TabularInline):
    """What stands here is where readers are led, so it is for those who release retailers."""

    extra = 0
    model = RetailerDomain

    has_add_permission, has_change_permission, has_delete_permission = map(
        _for_releasers, ("add", "change", "delete")
    )


_POLICY_ROW = ("policy_show", "policy_max_age_hours", "policy_stamp")


class RetailerForm(forms.ModelForm):
    """Its terms are typed one by one, or taken from a preset but for what was typed."""

    preset = forms.ChoiceField(
        label="Take the terms of",
        required=False,
        choices=[
            ("", "what is entered below"),
            *((key, one.label) for key, one in PRESETS.items()),
        ],
        help_text=format_html_join(
            " ", "{}: {}.", ((one.label, one.source) for one in PRESETS.values())
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Put what the preset says wherever nothing else was typed."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if preset := PRESETS.get(data.get("preset", "")):
            terms = Retailer()
            terms.display_policy = preset.policy
            typed = {name for name in self.changed_data if self[name].data not in (None, "")}
            for name in {*POLICY_FIELDS} - typed:
                data[name] = getattr(terms, name)
                self.errors.pop(name, None)
        return data


class RetailerReleaseForm(forms.Form):
    """Its hosts, one of them at least; a shop whose offers have no address has none to tick."""

    def __init__(self, *args: Any, waiting: Sequence[WaitingHost], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if waiting:
            self.fields["hosts"] = ReleaseField(waiting, label="Its hosts")


@admin.register(Retailer)
class RetailerAdmin(BaseAdmin):
    search_label = "name"
    search_order = 70
    nav_group = "Products"
    nav_icon = "retailer"
    nav_order = 50
    empty_text = "No retailers yet. An offer says where a product is sold and for how much."
    fieldsets = [
        (None, {"fields": ["name", "slug", "other_names", ("market", "currency")]}),
        ("Commission", {"fields": ["pays_commission", "affiliate_query"]}),
        (
            "Terms: what readers see of its prices",
            {"fields": ["follows", "preset", _POLICY_ROW, *POLICY_FIELDS[len(_POLICY_ROW) :]]},
        ),
    ]
    form = RetailerForm
    inlines = [RetailerDomainInline]
    readonly_fields = ["follows"]
    list_display = ["name", "market", "currency", "pays_commission", "policy_show", "is_released"]
    list_filter = ["market", "currency", "pays_commission", "policy_show"]
    prepopulated_fields = {"slug": ["name"]}
    search_fields = ["name", "other_names", "domains__domain"]

    @admin.display(description="its terms are")
    def follows(self, retailer: Retailer) -> str:
        """The preset it comes nearest to, with what is different from it."""
        terms = Retailer()
        different = {}
        for preset in PRESETS.values():
            terms.display_policy = preset.policy
            different[preset.label] = [
                str(terms._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # it has one
                for name in POLICY_FIELDS
                if getattr(retailer, name) != getattr(terms, name)
            ]
        label, fields = min(different.items(), key=lambda pair: len(pair[1]))
        if not fields:
            return label
        return f"those of “{label}”, but for: {', '.join(fields)}"

    @admin.display(description="released", boolean=True, ordering="released_at")
    def is_released(self, retailer: Retailer) -> bool:
        return retailer.released_at is not None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        can = super().has_change_permission(request, obj)
        return can and (_is_open(obj) or can_release_retailers(request.user))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        can = super().has_delete_permission(request, obj)
        return can and (_is_open(obj) or can_release_retailers(request.user))

    def save_model(self, request: HttpRequest, obj: Retailer, form: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        super().save_model(request, obj, form, change)
        if not change and can_release_retailers(request.user):
            obj.release(by=cast("User", request.user))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:  # noqa: FBT001 -- Django's
        """Say how many offers readers see no more, where a domain is deleted or another."""
        offers = Offer.objects.filter(retailer=form.instance)
        takes = any(formset.has_changed() and formset.initial_forms for formset in formsets)
        before = offers.shown().count() if takes else 0
        super().save_related(request, form, formsets, change)
        if takes and (hidden := before - offers.shown().count()) > 0:
            what = "1 offer is" if hidden == 1 else f"{hidden:,} offers are"
            text = (
                f"{what} on no page any more: the address is at none of the retailer’s domains. "
                "Add the domain again, or correct the addresses."
            )
            self.message_user(request, text, messages.WARNING)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        context["waits"] = (
            obj is not None
            and can_release_retailers(request.user)
            and not why_not_released(obj, _waiting_at(obj))
        )
        return super().render_change_form(request, context, *args, **kwargs)

    def extra_views(self) -> dict[str, Any]:
        return {**super().extra_views(), "release": ("release/", self.release_view)}

    def release_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the retailer with its new hosts, and release what was shown."""
        retailer = self.get_or_404(request, str(pk), permission="view")
        if not can_release_retailers(request.user):
            raise PermissionDenied
        waiting = _waiting_at(retailer)
        refused = why_not_released(retailer, waiting)
        problems = [one.problem for one in waiting if one.problem]
        hosts = [one for one in waiting if one.check.url and not one.problem]
        posted = request.POST if request.method == "POST" else None
        form = RetailerReleaseForm(posted, waiting=hosts)
        if not refused and form.is_valid():
            ticked = form.cleaned_data.get("hosts", ())
            chosen = [one for one in hosts if one.key in ticked]
            try:
                return self._release(request, retailer, chosen)
            except ValidationError as error:
                form.add_error("hosts", error)
        return self.confirm(
            request,
            retailer,
            title="Release the retailer",
            button="" if refused else "Release",
            form=None if refused else form,
            sentences=refused or [_READ_IT if hosts else _BY_NAME],
            rows={}
            if refused
            else {"Can't be released": FirstRows(problems[:MAX_NAMED], total=len(problems))},
        )

    def _release(
        self, request: HttpRequest, retailer: Retailer, chosen: list[WaitingHost]
    ) -> HttpResponse:
        with transaction.atomic():
            retailer.release(by=cast("User", request.user))
            release(chosen, by=cast("User", request.user))
        hosts = ", ".join(one.check.host for one in chosen)
        self.log_change(request, retailer, f"Released it, with {hosts or 'no host'}.")
        seen = f"at its own hosts: {hosts}." if hosts else "without an address."
        text = f"Readers see the offers at {retailer} that are {seen}"
        self.message_user(request, text, messages.SUCCESS)
        return redirect(self.change_url(retailer))


_READ_IT = "Readers will be led to what you release. Read each host to its last letter."
_BY_NAME = (
    "None of its offers has an address that can be released: readers will read its name, and be "
    "led nowhere."
)


def _waiting_at(retailer: Retailer) -> list[WaitingHost]:
    return waiting_hosts(Offer.objects.filter(retailer=retailer).one_of_each_host())


def _is_open(obj: Any) -> bool:
    """Whether nobody has released it: what it says is read by nobody yet."""
    return obj is None or obj.released_at is None


def _of_waiting(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    return rows.filter(pk__in=retailers_waiting().values("pk"))


worklist(
    Retailer,
    "waiting",
    title="Shops that wait for release",
    rows=_of_waiting,
    has_permission=can_release_retailers,
    place=65,
    order=("name",),
    address=lambda row: reverse("admin:products_retailer_release", args=[row.pk]),
)
