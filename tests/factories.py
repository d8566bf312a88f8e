"""
Rows for tests: plain functions. What comes out is valid and, where it can be, live; a test states
only what it is about. Numbers are padded so that `"Product 0001" in text` is exact.
"""

from decimal import Decimal
from io import BytesIO
from itertools import count

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.test import Client
from django.utils import timezone
from PIL import Image

from articles.block_types import BLOCK_TYPES
from articles.models import (
    Article,
    ArticleQuote,
    Byline,
    CallOut,
    ProductPick,
    PullQuote,
    QuestionBlock,
    Quote,
    TextBlock,
    TopicArticle,
)
from articles.publishing import schedule
from core.richtext import RichTextField
from faq.models import Question
from pages.models import Page
from people.models import Person
from pictures.decoding import clean_picture
from pictures.models import Picture
from products.models import (
    Brand,
    Observation,
    Offer,
    PriceBatch,
    PriceSource,
    Product,
    Retailer,
    RetailerDomain,
)
from products.shop_hosts import host_of
from reports.models import Report
from topics.models import Topic

ROLES = ["Writer", "Editor", "Medical reviewer", "Price admin"]
_numbers = count(1)


def _n():
    return f"{next(_numbers):04d}"


def make_user(username=None, *, is_superuser=False, is_staff=True, **fields):
    user = get_user_model()(
        username=username or f"user{_n()}",
        is_staff=is_staff,
        is_superuser=is_superuser,
        **fields,
    )
    user.set_password("correct horse battery")
    user.save()
    return user


def signed_in(user):
    """A client as whom `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


def staff(*rights):
    """Somebody with these permissions alone: `staff("change_article")`."""
    user = make_user()
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    assert user.user_permissions.count() == len(rights)
    return user


def make_upload(name="picture.png", size=(40, 30), color="#c9a58c", file_format="PNG", **options):
    """A file as a browser uploads it."""
    data = BytesIO()
    Image.new("RGB", size, color).save(data, file_format, **options)
    return SimpleUploadedFile(name, data.getvalue(), content_type=f"image/{file_format.lower()}")


def make_picture(name="picture.png", size=(40, 30), color="#c9a58c", *, upload=None, **fields):
    """A picture in the library; the same name, size and color are the same picture."""
    clean = clean_picture(upload or make_upload(name, size, color))
    return Picture.add(clean, **fields)[0]


def make_brand(name=None, **fields):
    n = _n()
    return Brand.objects.create(name=name or f"Brand {n}", slug=f"brand-{n}", **fields)


def make_retailer(name=None, **fields):
    """A shop that readers may see; `released_at=None` for one that waits."""
    n = _n()
    fields.setdefault("released_at", timezone.now())
    return Retailer.objects.create(name=name or f"Retailer {n}", slug=f"retailer-{n}", **fields)


def make_product(name=None, *, tags=(), **fields):
    n = _n()
    fields.setdefault("slug", f"product-{n}")
    if "brand" not in fields:
        fields["brand"] = make_brand()
    product = Product.objects.create(name=name or f"Product {n}", **fields)
    product.tags.add(*tags)
    return product


def make_offer(price="19.00", *, product=None, retailer=None, url=None, currency="USD", **facts):
    """
    An offer with a current price (none for `price=None`); `facts` are those of Observation.

    A price that the guard holds is let through. The host of its address becomes the shop's own,
    where it is no other's.
    """
    retailer = retailer or make_retailer()
    if url is None:
        url = f"https://{retailer.slug}.example/{_n()}"
    if host := host_of(url):
        RetailerDomain.objects.get_or_create(domain=host, defaults={"retailer": retailer})
    offer = Offer.objects.create(
        product=product or make_product(),
        retailer=retailer,
        variant=facts.pop("variant", ""),
        variant_kind=facts.pop("variant_kind", "full"),
        url=url,
    )
    if price is not None:
        batch = set_price(offer, price, currency=currency, **facts)
        if offer.current is None:
            batch.release(list(batch.changes.all()), note="Seen at the shop.")
            offer.refresh_from_db()
    return offer


def set_price(offer, price, *, currency="USD", author=None, source=PriceSource.ADMIN, **facts):
    """Move the offer's price through the one door; returns the batch."""
    if facts.get("list_price") is not None:
        facts["list_price"] = Decimal(facts["list_price"])
    amount = None if price is None else Decimal(price)
    batch = PriceBatch(author=author, source=source)
    batch.apply([Observation(offer=offer, price=amount, currency=currency, **facts)])
    offer.refresh_from_db()
    return batch


def make_unchecked_offer(price="19.00", **fields):
    """An offer with a price that nobody has checked: `checked_at` of its point is None."""
    return make_offer(price, looked=False, source=PriceSource.MANUSCRIPT, **fields)


def make_person(name=None, **fields):
    n = _n()
    fields.setdefault("slug", f"person-{n}")
    return Person.objects.create(name=name or f"Person {n}", **fields)


def make_quote(*segments, speaker=None, **fields):
    return Quote.objects.create(
        segments=list(segments) or [f"Words number {_n()}."],
        speaker=speaker or make_person(),
        **fields,
    )


def make_question(question=None, *, tags=(), answer="<p>Yes, it is.</p>", **fields):
    n = _n()
    fields.setdefault("slug", f"question-{n}")
    row = Question.objects.create(question=question or f"Question {n}?", answer=answer, **fields)
    row.tags.add(*tags)
    return row


def make_page(title="About us", *, slug="about", **fields):
    """A page of the site's own, published unless `published_at` says otherwise."""
    fields = {"body": "<p>Who we are.</p>", "published_at": timezone.now()} | fields
    return Page.objects.create(title=title, slug=slug, **fields)


def make_topic(name=None, *, tags=(), articles=(), **fields):
    """A topic, published unless `published_at` says otherwise; without an introduction."""
    n = _n()
    fields = {"slug": f"topic-{n}", "published_at": timezone.now()} | fields
    topic = Topic.objects.create(name=name or f"Topic {n}", **fields)
    topic.tags.add(*tags)
    for position, article in enumerate(articles):
        TopicArticle.objects.create(topic=topic, article=article, position=position)
    return topic


def make_report(offer=None, **fields):
    """What a reader reported, about a price."""
    offer = offer or make_offer("19.00")
    facts = {"kind": "offer", "row": offer.pk, "about_words": "$19 at a shop"}
    facts |= {"text": "It costs $25 there.", "form_key": _n()}
    return Report.objects.create(**facts | fields)


def make_article(
    title=None,
    *,
    tags=(),
    html="<p>Some words.</p>",
    author=None,
    products=(),
    questions=(),
    quotes=(),
    quotes_in_text=(),
    call_out="",
    publish=True,
    **fields,
):
    """An article with its blocks, published unless `publish=False`."""
    n = _n()
    fields.setdefault("slug", f"article-{n}")
    article = Article.objects.create(title=title or f"Article {n}", **fields)
    article.tags.add(*tags)
    Byline.objects.create(article=article, person=author or make_person())
    places = count(10, 10)

    def place():
        return {"parent": article, "region": "main", "ordering": next(places)}

    TextBlock.objects.create(html=html, **place())
    for quote in quotes:
        PullQuote.objects.create(quote=quote, **place())
    for product in products:
        ProductPick.objects.create(product=product, **place())
    if call_out:
        CallOut.objects.create(html=call_out, **place())
    for question in questions:
        QuestionBlock.objects.create(question=question, **place())
    for quote in quotes_in_text:
        ArticleQuote.objects.create(article=article, quote=quote)
    if publish:
        schedule.publish(article)
    return article


def make_member(*roles, **fields):
    """A user of the admin in these roles: `make_member("Writer")`."""
    user = make_user(**fields)
    user.groups.set(Group.objects.filter(name__in=roles))
    assert user.groups.count() == len(roles)
    return user


def make_plan(article, *, at, until=None, by=None, note=""):
    """Plan the draft of `article` for a moment ahead; returns the edition."""
    return schedule.publish(article, at=at, until=until, by=by, note=note)


def make_block(kind, article, **values):
    """
    A block of any kind with every field filled, by what its model says of them.

    Give `values` where that alone makes no valid row, and put them in `BLOCK_VALUES`, too.
    """
    model = BLOCK_TYPES[kind].model
    place = {"parent": article, "region": "main", "ordering": 1000 + int(_n())}
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    filled = {field.name: _example(field) for field in fields if field.name not in place}
    block = model(**place, **(filled | BLOCK_VALUES.get(kind, {}) | values))
    block.full_clean()
    block.save()
    return block


def _example(field):
    """Something valid for a field of a block."""
    if field.choices:
        return field.choices[0][0]
    if field.is_relation:
        return _ROWS[field.related_model]()
    return next(make(_n()) for types, make in _EXAMPLES if isinstance(field, types))


# Kind of block → field → value: for a kind whose fields alone don't say what is valid.
BLOCK_VALUES = {"pull_quote": {"excerpt": "Words number"}}  # of any `make_quote()`
_ROWS = {
    Picture: make_picture,
    Person: make_person,
    Product: make_product,
    Question: make_question,
    Quote: make_quote,
}
_EXAMPLES = [
    (RichTextField, "<p>Words {}.</p>".format),
    (models.URLField, "https://www.example.org/{}".format),
    ((models.CharField, models.TextField), "Words {}".format),
    (models.BooleanField, bool),
    ((models.IntegerField, models.DecimalField), int),
    (models.DateTimeField, lambda _: timezone.now()),
    (models.DateField, lambda _: timezone.localdate()),
]


def make_long_article(each=1, **fields):
    """An article with `each` blocks of every kind, and a text more."""
    article = make_article(
        quotes_in_text=[make_quote("Some words.") for _ in range(each)], publish=False, **fields
    )
    for kind in BLOCK_TYPES:
        for _ in range(each):
            make_block(kind, article)
    return article


def make_authenticator_app(user):
    """An authenticator app that is set up; returns its secret in base 32."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def make_passkey(user, name="Passkey"):
    """A row as a passkey leaves it; nothing can sign in with it."""
    return Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": name, "credential": {}}
    )
