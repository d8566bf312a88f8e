"""The people we ask and the people who write."""

from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render

from core.list_parameters import list_view
from people.models import BrandTie, Person
from products.models import Brand

NEWEST = 24  # quotes, articles and answers on a person's page


@list_view()
def person_list(request, parameters):
    page = parameters.page_of(Person.objects.public().select_related("picture"))
    return parameters.render("people/person_list.html", page, {})


def person_detail(request, slug):
    # A brand has a page only while one of its products is public; otherwise it is a mere name.
    brands = Brand.objects.public()
    ties = BrandTie.objects.select_related("brand")
    public = Person.objects.public().select_related("picture")
    public = public.prefetch_related(Prefetch("brand_ties", ties, to_attr="ties"), "same_as")
    person = get_object_or_404(public, slug=slug)
    context = {
        "person": person,
        "public_brands": set(brands.filter(ties__person=person).values_list("pk", flat=True)),
        "quotes": person.quotes.public().with_articles()[:NEWEST],
        "written": articles_as(person, "author"),
        "reviewed": articles_as(person, "reviewer"),
        "answers": person.answers.public()[:NEWEST],
    }
    return render(request, "people/person_detail.html", context)


def articles_as(person, role):
    """The newest live articles that name the person in that role; once, whatever their roles."""
    live = person.editions.live().filter(editionperson__person=person, editionperson__role=role)
    return live.distinct().for_cards()[:NEWEST]
