"""The picture library in the admin: uploading, what is true of a picture everywhere, its crop."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_permission_codename
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from backoffice.changelist import filled_filter
from backoffice.model_admin import BaseAdmin
from backoffice.widgets import parse_pk
from core.busy import RETRY_AFTER
from core.request_bodies import USUAL, allow_body
from core.visibility import NOW_OR_LATER
from pictures.decoding import ACCEPTED, MAX_BYTES, CleanPicture, clean_picture, clean_pictures
from pictures.image_data import focal_classes
from pictures.models import HasImage, Picture
from pictures.tasks import render_soon

MAX_AT_ONCE = 20
CHOICES_A_PAGE = 24
# Bytes of files, and the usual for the fields around them.
allow_body("admin:pictures_picture_add", MAX_AT_ONCE * MAX_BYTES + USUAL)
allow_body("admin:pictures_picture_change", MAX_BYTES + USUAL)
allow_body("admin:pictures_picture_upload", MAX_BYTES + USUAL)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several uploads; cleaned into a `CleanPicture` for each."""

    widget = FilesInput(attrs={"accept": ACCEPTED, "data-picture-max-bytes": MAX_BYTES})

    def clean(self, data: Any, initial: Any = None) -> list[CleanPicture]:
        uploads = [upload for upload in data or [] if upload is not None]
        if not uploads:
            raise ValidationError("Choose a picture to upload.")
        if len(uploads) > MAX_AT_ONCE:
            raise ValidationError(f"Upload at most {MAX_AT_ONCE} pictures at once.")
        return clean_pictures(uploads)


class UploadForm(forms.ModelForm):
    files = PicturesField(  # type: ignore[assignment]  # a field of that name, as Django has it
        label="Files",
        help_text="JPEG, PNG, WebP, AVIF or a still GIF, each up to "
        f"{MAX_BYTES // 1024 // 1024} MB. Several files at once share the fields below.",
    )

    class Meta:
        model = Picture
        fields = ["title", "credit", "license", "license_until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields[
            "title"
        ].help_text = "Leave empty, or upload several files, to use the name of each file."

    def facts(self) -> dict[str, Any]:
        """What `Picture.add` gets besides the file."""
        facts = {name: self.cleaned_data[name] for name in ("credit", "license", "license_until")}
        title = self.cleaned_data["title"]
        return (
            {**facts, "title": title} if title and len(self.cleaned_data["files"]) == 1 else facts
        )


class UseFilter(admin.SimpleListFilter):
    title = "use"
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("used", "in use"), ("unused", "not in use")]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        if self.value() == "used":
            return queryset.used()
        return queryset.unused() if self.value() == "unused" else queryset


class LicenseFilter(admin.SimpleListFilter):
    title = "license"
    parameter_name = "license"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("out", "expired"),
            ("soon", "expires within 30 days"),
            ("endless", "never expires"),
        ]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Any]:
        chosen = {
            "out": queryset.license_expired,
            "soon": queryset.license_expiring,
            "endless": lambda: queryset.filter(license_until=None),
        }
        name = self.value() or ""
        return chosen[name]() if name in chosen else queryset


@admin.register(Picture)
class PictureAdmin(BaseAdmin):
    search_label = "title"
    search_order = 60
    nav_group = "Pictures"
    nav_icon = "picture"
    nav_order = 10
    release_permission = "pictures.release_picture"
    release_reason = "Only people who can release pictures can change it"
    empty_text = "No pictures yet. Upload them here, or from an article that needs one."
    list_display = ["thumbnail", "title", "size", "credit", "license_until", "is_in_use"]
    list_display_links = ["thumbnail", "title"]
    list_filter = [UseFilter, LicenseFilter, filled_filter("credit", "without one", "with one")]
    search_fields = ["title", "credit", "uploaded_name"]
    readonly_fields = ["preview", "size", "origin", "for_readers"]
    fieldsets = [
        (None, {"fields": ["title", "credit", ("license", "license_until")]}),
        (
            "Focal point",
            {
                "description": "Click the most important point, or move it with the arrow keys. "
                "Crops keep it in view.",
                "fields": ["preview", ("focal_x", "focal_y")],
            },
        ),
        ("The file", {"fields": ["size", "origin", "for_readers"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["files", "title", "credit", ("license", "license_until")]}),
    ]

    class Media:
        css = {"all": ["backoffice/pictures.css"]}
        js = ["backoffice/pictures.js"]

    # The list

    def get_queryset(self, request: HttpRequest) -> Any:
        pictures: Any = super().get_queryset(request)
        return pictures.with_use()

    @admin.display(description="picture")
    def thumbnail(self, picture: Picture) -> SafeString:
        if not picture.is_rendered:
            return format_html('<span class="no-thumbnail">{}</span>', "Processing…")
        return format_html(
            '<img class="thumbnail{}" src="{}" alt="{}" width="96" height="64" loading="lazy">',
            focal_classes(picture.focal_x, picture.focal_y),
            picture.address(picture.thumbnail_name),
            picture.title,  # the picture is a link, which needs a name
        )

    @admin.display(description="size")
    def size(self, picture: Picture) -> str:
        return f"{picture.width} × {picture.height}, {picture.kind}"

    @admin.display(description="used", boolean=True, ordering="is_in_use")
    def is_in_use(self, picture: Any) -> bool:
        return picture.is_in_use

    # The form

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: Any = None, **kwargs: Any
    ) -> Any:
        if obj is None and self.has_add_permission(request):
            return UploadForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_readonly_fields(request, obj) if obj else []

    @admin.display(description="picture")
    def preview(self, picture: Picture) -> SafeString:
        classes = focal_classes(picture.focal_x, picture.focal_y)
        url = picture.address(picture.fallback_name)
        return format_html(
            '<div class="focal" data-focal><div class="focal-stage"><img src="{url}" alt="{alt}" '
            'width="{width}" height="{height}"></div><div class="focal-crops" aria-hidden="true">'
            '<img class="crop-wide{focal}" src="{url}" alt="">'
            '<img class="crop-square{focal}" src="{url}" alt="">'
            '<img class="crop-tall{focal}" src="{url}" alt=""></div>'
            '<p class="focal-said" role="status"></p></div>',
            url=url,
            alt=picture.title,
            width=picture.width,
            height=picture.height,
            focal=classes,
        )

    @admin.display(description="from")
    def origin(self, picture: Picture) -> str:
        who = picture.uploaded_by or "an unknown user"
        day = timezone.localtime(picture.uploaded_at)
        name = f"“{picture.uploaded_name}”, " if picture.uploaded_name else ""
        machine = picture.get_source_type_display()
        return f"{name}uploaded by {who} on {day:%d %b %Y}{f'; {machine}' if machine else ''}"

    @admin.display(description="for readers")
    def for_readers(self, picture: Picture) -> str:
        if picture.render_error:
            return f"Resizing failed, so readers get the original file: {picture.render_error}"
        if not picture.is_rendered:
            return "Being resized. Readers get the original file in the meantime."
        widths = ", ".join(str(width) for width, _ in picture.renditions["avif"])
        return f"AVIF and WebP, {widths} pixels wide"

    # Uploading

    def save_form(self, request: HttpRequest, form: Any, change: Any) -> Any:
        """On adding, the pictures go into the library here: one row of several is the form's."""
        if change:
            return super().save_form(request, form, change)
        uploaded = [
            _put(clean, request.user, **form.facts()) for clean in form.cleaned_data["files"]
        ]
        for picture, is_new in uploaded[1:]:
            if is_new:
                self.log_addition(request, picture, [{"added": {}}])
        first: Any = uploaded[0][0]
        first.others = uploaded[1:]
        first.was_there = not uploaded[0][1]
        return first

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: Any) -> None:
        if change:
            super().save_model(request, obj, form, change)
            render_soon(obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        if change:
            super().save_related(request, form, formsets, change)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        if not getattr(obj, "was_there", False):
            return super().log_addition(request, obj, message)
        return None

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        again = [picture for picture, is_new in obj.others if not is_new]
        for picture in [*([obj] if obj.was_there else []), *again]:
            self.message_user(request, _there_already(picture), messages.WARNING)
        if fresh := len(obj.others) - len(again):
            self.message_user(request, f"Uploaded {fresh} more.", messages.SUCCESS)
        if obj.was_there and "_popup" not in request.POST:
            return HttpResponseRedirect(self.change_url(obj))
        return super().response_add(request, obj, post_url_continue)

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        own = [
            path("upload/", wrap(self.upload), name="pictures_picture_upload"),
            path("choices/", wrap(require_safe(self.choices)), name="pictures_picture_choices"),
        ]
        return [*own, *super().get_urls()]

    def upload(self, request: HttpRequest) -> JsonResponse:
        """
        POST `file` → {"picture": as in `choices`, "said"}; {"error": a sentence}, status 400, or
        503 where the same may do in a moment.

        For the field of a form: dropped, pasted, chosen there.
        """
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return JsonResponse({"error": "Send pictures here by POST."}, status=405)
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise ValidationError("No picture was received. Choose it again.")
            picture, is_new = _put(clean_picture(upload), request.user)
        except ValidationError as error:
            is_busy = error.error_list[0].code == "busy"
            headers = {"Retry-After": str(RETRY_AFTER)} if is_busy else None
            answer, status = {"error": " ".join(error.messages)}, 503 if is_busy else 400
            return JsonResponse(answer, status=status, headers=headers)
        if is_new:
            self.log_addition(request, picture, [{"added": {}}])
        said = f"“{picture.title}” was added to the library." if is_new else _there_already(picture)
        return JsonResponse({"picture": self._told(request, [picture])[0], "said": said})

    def choices(self, request: HttpRequest) -> JsonResponse:
        """
        What the dialog and the thumbnails of a form show: {"pictures": […], "has_more"}.

        Those of `?ids=1,2`, or a page of those that match `?q=`, the newest first. A query for the
        pictures, and one for each kind of thing that has a picture.
        """
        if not self.has_view_permission(request):
            raise PermissionDenied
        library = Picture.objects.all()
        if "ids" in request.GET:
            keys = [parse_pk(text) for text in request.GET["ids"].split(",")[:500]]
            found, has_more = list(library.filter(pk__in=filter(None, keys))), False
        else:
            wanted = request.GET.get("q", "").replace("\x00", "")[:100]
            matching, _ = self.get_search_results(request, library, wanted)
            first = (min(parse_pk(request.GET.get("page", "")) or 1, 1000) - 1) * CHOICES_A_PAGE
            found = list(matching[first : first + CHOICES_A_PAGE + 1])
            has_more = len(found) > CHOICES_A_PAGE
            found = found[:CHOICES_A_PAGE]
        return JsonResponse({"pictures": self._told(request, found), "has_more": has_more})

    def _told(self, request: HttpRequest, pictures: Iterable[Picture]) -> list[dict[str, Any]]:
        keys = [picture.pk for picture in pictures]
        words, in_reach = last_alt_texts(request.user, keys), self._in_reach(request, keys)
        return [
            {
                "pk": picture.pk,
                "title": picture.title,
                "url": picture.address(picture.thumbnail_name),
                "focal": focal_classes(picture.focal_x, picture.focal_y).strip(),
                "size": f"{picture.width} × {picture.height}",
                "credit": picture.credit,
                "warning": "" if picture.can_be_shown else "Its license has expired.",
                "words": words.get(picture.pk, ""),
                "edit": self.change_url(picture) if picture.pk in in_reach else "",
            }
            for picture in pictures
        ]

    def _in_reach(self, request: HttpRequest, keys: Iterable[int]) -> set[int]:
        """Those of these pictures that this user may change. A query at most."""
        if not self.has_change_permission(request):
            return set()
        if request.user.has_perm(self.release_permission):
            return set(keys)
        shown = Picture.objects.public(NOW_OR_LATER).filter(pk__in=keys)
        return set(keys) - set(shown.values_list("pk", flat=True))

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for picture in queryset:  # one by one: each takes its files along
            picture.delete()


def last_alt_texts(user: Any, ids: list[int]) -> dict[int, str]:
    """
    Picture → the words it was last used with, where `user` may see what uses it.

    A query for each kind of thing with a picture.
    """
    words: dict[int, str] = {}
    for relation in Picture._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        if relation.many_to_many or not issubclass(model, HasImage) or not _may_see(user, model):
            continue
        uses = model._default_manager.filter(**{f"{name}__in": ids}).exclude(image_alt="")
        words |= dict(uses.order_by("pk").values_list(name, "image_alt"))
    return words


def _may_see(user: Any, model: type[Model]) -> bool:
    rights = [get_permission_codename(verb, model._meta) for verb in ("view", "change")]
    return any(user.has_perm(f"{model._meta.app_label}.{right}") for right in rights)


def _put(clean: CleanPicture, user: Any, **facts: dict[str, Any] | None) -> tuple[Picture, bool]:
    picture, is_new = Picture.add(clean, by=user, **facts)
    render_soon(picture)
    return picture, is_new


def _there_already(picture: Picture) -> str:
    return f"This picture is already in the library, as “{picture.title}”."
