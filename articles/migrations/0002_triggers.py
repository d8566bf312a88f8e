from django.db import migrations

from core.triggers import ProtectTrigger, SyncTrigger


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [
        ProtectTrigger(
            "edition_is_never_changed",
            table="articles_edition",
            event="UPDATE OF id, article_id, number, live_from, withdrawn, content, "
            "content_format, title, dek, topic, image, image_alt, image_width, image_height, "
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
        ProtectTrigger(
            "review_is_never_changed",
            table="articles_review",
            event="UPDATE",
            message="A sign-off is never changed: it says what somebody signed. Sign again.",
        ),
    ]
