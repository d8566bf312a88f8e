from django.conf import settings
from django.http import HttpResponse


def site(request):
    return {"site_name": settings.SITE_NAME}


def home(request):
    return HttpResponse("x")


robots_txt = sitemap = healthz = home


def media(request, name):
    return HttpResponse("x")


def not_found(request, exception):
    return HttpResponse("x", status=404)


def server_error(request):
    return HttpResponse("x", status=500)
