"""Where browsers get the files of pictures: `Picture.address` makes such an address."""

from django.urls import re_path

from pictures import views

urlpatterns = [
    re_path(
        r"^(?P<pk>[1-9][0-9]{0,17})/(?P<name>[0-9a-f]{16}\.(?:avif|webp|jpg|png))$",
        views.media,
        name="media",
    ),
]
