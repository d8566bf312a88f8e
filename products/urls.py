from django.urls import path

from products import views

app_name = "products"
urlpatterns = [
    path("products/", views.product_list, name="list"),
    path("products/<page_slug:slug>/", views.product_detail, name="detail"),
    path("brands/<page_slug:slug>/", views.brand_detail, name="brand"),
]
