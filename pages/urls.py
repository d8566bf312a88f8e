"""The site's own pages stand at the root, /about/: after every other address (skinsite/urls.py)."""

from django.urls import path

from pages import views

app_name = "pages"
urlpatterns = [path("<page_slug:slug>/", views.page_detail, name="detail")]
