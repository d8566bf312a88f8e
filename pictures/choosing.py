"""The field in which a picture is chosen: found by typing or by eye, or uploaded on the spot."""

from django.contrib import messages
from django.urls import reverse_lazy

from pictures.decoding import ACCEPTED, MAX_BYTES
from pictures.words import doubts_about


class ChoosesPicture:
    """Mixed into an admin or inline of something `Pictured`, before the others."""

    class Media:
        css = {"all": ["site/focal.css", "backoffice/pictures.css"]}
        js = ["backoffice/pictures.js"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name != "picture":
            return field
        if request.user.has_perm("pictures.view_picture"):
            choices = reverse_lazy("admin:pictures_picture_choices")
            field.widget.attrs["data-picture-choices"] = choices
        if request.user.has_perm("pictures.add_picture"):
            field.widget.attrs |= {
                "data-picture-upload": reverse_lazy("admin:pictures_picture_upload"),
                "data-picture-accept": ACCEPTED,
                "data-picture-most-bytes": str(MAX_BYTES),
            }
        return field

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and db_field.name == "picture":
            # “Edit picture…” stands below in words; deleting is for the library itself.
            field.widget.can_change_related = field.widget.can_view_related = False
            field.widget.can_delete_related = False
        return field

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        doubt_words(request, [form.instance])


def doubt_words(request, rows):
    """Say what may be wrong with the words of these rows' pictures, once they are saved."""
    for row in rows:
        if row.picture and row.image_alt:
            for sentence in doubts_about(row.image_alt, row.picture):
                messages.warning(request, sentence)
