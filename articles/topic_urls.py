from django.urls import path

from articles import views

app_name = "topics"
urlpatterns = [
    path("", views.topic_list, name="list"),
    path("<page_slug:slug>/", views.topic_detail, name="detail"),
]
