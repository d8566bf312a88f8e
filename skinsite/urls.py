from django.contrib import admin
from django.urls import include, path

from articles.views import corrections
from backoffice.look import look_css
from skinsite import health, sitemaps, styleguide, views

admin.autodiscover()

urlpatterns = [
    path("", views.home, name="home"),
    path("articles/", include("articles.urls")),
    path("topics/", include("articles.topic_urls")),
    path("tags/", include("articles.tag_urls")),
    path("corrections/", corrections, name="corrections"),
    path("", include("products.urls")),
    path("experts/", include("people.urls")),
    path("faq/", include("faq.urls")),
    path("search/", include("search.urls")),
    path("report/", include("reports.urls")),
    path("look-<slug:colors>.css", look_css, name="look"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("robots.txt", views.robots_txt, name="robots_txt"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemaps.section, name="sitemap_section"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("media/", include("pictures.urls")),  # MEDIA_URL
    path("account/", include("accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("pages.urls")),  # last: any word may be the address of a page
]

handler400 = "skinsite.views.bad_request"
handler403 = "skinsite.views.forbidden"
handler429 = "accounts.views.too_many_requests"  # allauth's throttle asks for it
handler404 = "skinsite.views.not_found"
handler500 = "skinsite.views.server_error"
