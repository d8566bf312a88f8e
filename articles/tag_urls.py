from django.urls import path

from articles import views

app_name = "tags"
urlpatterns = [
    path("", views.tag_list, name="list"),
    path("<page_slug:slug>/", views.tag_detail, name="detail"),
]
