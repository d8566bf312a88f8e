"""The admin's forms as a browser opens and posts them."""

from html.parser import HTMLParser

from django.urls import reverse

from articles.models import Article
from products.models import Offer
from tests.factories import (
    make_person,
    make_product,
)


def page(model, name, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}", args=args)


class _Fields(HTMLParser):
    """What a browser would post of the forms on a page."""

    def __init__(self):
        super().__init__()
        self.posted, self.area, self.select = {}, None, None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        name = attrs.get("name")
        if tag == "select":
            self.select = name
            self.posted.setdefault(name, [])
        elif tag == "option" and self.select and "selected" in attrs:
            self.posted[self.select].append(attrs["value"])
        elif tag == "textarea":
            self.area = name
            self.posted[name] = [""]
        elif tag == "input" and name and attrs.get("type") not in {"submit", "file"}:
            if attrs.get("type") in {"checkbox", "radio"} and "checked" not in attrs:
                return
            ticked = "on" if attrs.get("type") == "checkbox" else ""
            self.posted.setdefault(name, []).append(attrs.get("value", ticked))

    def handle_data(self, data):
        if self.area:
            self.posted[self.area][0] += data

    def handle_endtag(self, tag):
        if tag == "textarea":
            # Django writes a line break first, which a browser drops.
            self.posted[self.area][0] = (
                self.posted[self.area][0].removeprefix("\r").removeprefix("\n")
            )
            self.area = None
        elif tag == "select":
            self.select = None


def fields(response):
    parser = _Fields()
    parser.feed(response.text.split('<form id="logout-form"')[-1])
    return {name: values for name, values in parser.posted.items() if name}


def errors_of(response):
    context = response.context or {}
    formsets = [inline.formset for inline in context.get("inline_admin_formsets", [])]
    return [
        context["adminform"].form.errors,
        *(f.errors for f in formsets if any(f.errors)),
        *(f.non_form_errors() for f in formsets),
    ]


def opened(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return fields(response)


def block(prefix, place, **typed):
    ordering = typed.pop("ordering", 10 * (place + 1))
    typed = {"region": "main", "ordering": ordering, "id": "", **typed}
    return {f"{prefix}-{place}-{name}": value for name, value in typed.items()}


TEXT, PICK = "articles_textblock_set", "articles_productpick_set"


def new_article(desk, **typed):
    """The form of a new article with a text, an author and a product pick typed in."""
    posted = opened(desk, page(Article, "add"))
    product = make_product()
    posted |= {"title": "Milia or whiteheads?", "slug": "milia-or-whiteheads"}
    posted |= {"bylines-TOTAL_FORMS": 1, "bylines-0-person": make_person().pk}
    posted |= {"bylines-0-position": 0}
    posted |= {f"{TEXT}-TOTAL_FORMS": 1, f"{PICK}-TOTAL_FORMS": 1}
    posted |= block(TEXT, 0, html="<p>Small white bumps.</p>")
    posted |= block(PICK, 0, product=product.pk, best_for="Best for eyes", ordering=20)
    return posted | typed


def offer_form(desk, offer, **typed):
    return opened(desk, page(Offer, "change", offer.pk)) | typed


MOMENT = {"0": "2026-01-02", "1": "10:00:00"}


def moment(name):
    return {f"{name}_{part}": text for part, text in MOMENT.items()}
