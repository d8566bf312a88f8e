import django.db.models.deletion
from django.db import migrations, models

from core.triggers import ProtectTrigger, SyncTrigger

# The slug of a row of articles or editions becomes its article's own; that of another article
# meets the unique constraint.
CLAIM = (
    "INSERT INTO articles_address (slug, article_id) SELECT NEW.slug, {article} "
    "WHERE NOT EXISTS (SELECT 1 FROM articles_address a "
    "WHERE a.slug = NEW.slug AND a.article_id = {article})"
)
# A slug that neither the draft nor any edition of the article has is free again.
RELEASE = (
    "DELETE FROM articles_address WHERE slug = OLD.slug AND article_id = {article} "
    "AND NOT EXISTS (SELECT 1 FROM articles_article a "
    "WHERE a.id = {article} AND a.slug = OLD.slug) "
    "AND NOT EXISTS (SELECT 1 FROM articles_edition e "
    "WHERE e.article_id = {article} AND e.slug = OLD.slug)"
)


class Migration(migrations.Migration):
    dependencies = [("articles", "0002_triggers")]

    operations = [
        migrations.CreateModel(
            name="Address",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=200, unique=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="addresses",
                        to="articles.article",
                    ),
                ),
            ],
            options={"verbose_name_plural": "addresses", "ordering": ["pk"]},
        ),
        migrations.AddField(
            model_name="edition",
            name="slug",
            field=models.SlugField(default="", max_length=200),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="edition",
            constraint=models.CheckConstraint(
                condition=models.Q(("slug", ""), _negated=True), name="edition_has_an_address"
            ),
        ),
        SyncTrigger(
            "article_claims_its_slug",
            table="articles_article",
            event="INSERT",
            statement=CLAIM.format(article="NEW.id"),
        ),
        SyncTrigger(
            "article_claims_another_slug",
            table="articles_article",
            event="UPDATE OF slug",
            statement=f"{CLAIM.format(article='NEW.id')}; {RELEASE.format(article='NEW.id')}",
        ),
        SyncTrigger(
            "edition_claims_its_slug",
            table="articles_edition",
            event="INSERT",
            statement=CLAIM.format(article="NEW.article_id"),
        ),
        SyncTrigger(
            "edition_canceled_frees_its_slug",
            table="articles_edition",
            event="DELETE",
            statement=RELEASE.format(article="OLD.article_id"),
        ),
        # SQLite made the table of editions anew, without the triggers of 0002.
        ProtectTrigger(
            "edition_is_never_changed",
            table="articles_edition",
            event="UPDATE OF id, article_id, number, live_from, withdrawn, content, "
            "content_format, title, slug, dek, topic, image, image_alt, image_width, image_height, "
            "picture_id, published_at, modified_at, made_at, made_by_id, note, change",
            message="An edition is never changed: publish a new one.",
        ),
        ProtectTrigger(
            "edition_that_began_is_never_deleted",
            table="articles_edition",
            event="DELETE",
            refuse_when="OLD.live_from <= {now}",
            message="An edition that has begun is never deleted: take the article down.",
        ),
        ProtectTrigger(
            "edition_lives_until_the_next_begins",
            table="articles_edition",
            event="UPDATE OF live_until",
            refuse_when="COALESCE(NEW.live_until, '9999-12-31 00:00:00') <> COALESCE((SELECT "
            "MIN(n.live_from) FROM articles_edition n WHERE n.article_id = NEW.article_id "
            "AND n.live_from > NEW.live_from), '9999-12-31 00:00:00')",
            message="An edition lives until the next one begins, and not otherwise.",
        ),
        SyncTrigger(
            "edition_begun_ends_the_one_before",
            table="articles_edition",
            event="INSERT",
            statement="UPDATE articles_edition SET live_until = (SELECT MIN(n.live_from) "
            "FROM articles_edition n WHERE n.article_id = articles_edition.article_id "
            "AND n.live_from > articles_edition.live_from) "
            "WHERE article_id = NEW.article_id AND live_from <= NEW.live_from "
            "AND (live_until IS NULL OR live_until > NEW.live_from OR id = NEW.id)",
        ),
        SyncTrigger(
            "edition_canceled_lets_the_one_before_live_on",
            table="articles_edition",
            event="DELETE",
            statement="UPDATE articles_edition SET live_until = (SELECT MIN(n.live_from) "
            "FROM articles_edition n WHERE n.article_id = articles_edition.article_id "
            "AND n.live_from > articles_edition.live_from) "
            "WHERE article_id = OLD.article_id AND live_until = OLD.live_from",
        ),
    ]
