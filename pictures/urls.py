"""Where browsers get the files of pictures: `Picture.address` makes such an address."""

from django.urls import re_path

from pictures import views
from pictures.files import ADDRESS

urlpatterns = [re_path(f"^{ADDRESS}$", views.media, name="media")]
