"""The field in which a picture is chosen: found by typing, or uploaded on the spot."""

from django.urls import reverse_lazy

from pictures.decoding import ACCEPTED


class ChoosesPicture:
    """Mixed into an admin or inline of something `Pictured`, before the others."""

    class Media:
        css = {"all": ["admin-skin/pictures.css"]}
        js = ["admin-skin/pictures.js"]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "picture" and request.user.has_perm("pictures.add_picture"):
            field.widget.attrs |= {
                "data-picture-upload": reverse_lazy("admin:pictures_picture_upload"),
                "data-picture-accept": ACCEPTED,
            }
        return field
