"""The report page; what can be reported is read with it: commands and the worker need none."""

from django.urls import path
from django.utils.module_loading import autodiscover_modules

from reports import views

autodiscover_modules("reportable")

app_name = "reports"
urlpatterns = [
    path("", views.report, name="report"),
    path("sent/", views.sent, name="sent"),
]
