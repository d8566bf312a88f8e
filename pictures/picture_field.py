"""The field in which a picture is chosen: found by typing or by eye, or uploaded on the spot."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse_lazy

from pictures.alt_text import alt_text_warnings
from pictures.decoding import ACCEPTED, MAX_BYTES
from pictures.models import HasImage

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    _Base = ModelAdmin[Any]
else:
    _Base = object


class PictureFieldMixin(_Base):
    """Mixed into an admin or inline of something `HasImage`, before the others."""

    class Media:
        css = {"all": ["backoffice/pictures.css"]}
        js = ["backoffice/pictures.js"]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "picture":
            set_up_picture_field(field, request.user)
        return field

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:
        super().save_related(request, form, formsets, change)
        warn_about_alt_text(request, [form.instance])


def set_up_picture_field(field: Any, user: Any) -> None:
    """Let `user` choose from the library and upload there, as far as they may."""
    # “Edit picture…” stands below in words; deleting is for the library itself.
    field.widget.can_change_related = field.widget.can_view_related = False
    field.widget.can_delete_related = False
    attrs = field.widget.widget.attrs
    if user.has_perm("pictures.view_picture"):
        attrs["data-picture-choices"] = reverse_lazy("admin:pictures_picture_choices")
    if user.has_perm("pictures.add_picture"):
        attrs |= {
            "data-picture-upload": reverse_lazy("admin:pictures_picture_upload"),
            "data-picture-accept": ACCEPTED,
            "data-picture-max-bytes": str(MAX_BYTES),
        }


def warn_about_alt_text(request: HttpRequest, rows: Iterable[HasImage]) -> None:
    """Say what may be wrong with the words of these rows' pictures, once they are saved."""
    for row in rows:
        if row.picture and row.image_alt:
            for sentence in alt_text_warnings(row.image_alt, row.picture):
                messages.warning(request, sentence)
