from django.db import migrations

from core.triggers import ProtectTrigger, SyncTrigger

MOMENTS = "UPDATE OF live_from, held_from, published_at, modified_at"


class Migration(migrations.Migration):
    """When a planned row begins may be written anew, alone; the rest of it may not."""

    dependencies = [("articles", "0008_a_draft_claims_no_address")]

    operations = [
        ProtectTrigger(
            "edition_is_never_changed",
            table="articles_edition",
            event="UPDATE OF id, article_id, number, withdrawn, ends, content, content_format, "
            "title, slug, dek, topic, image, image_alt, image_width, image_height, picture_id, "
            "made_at, made_by_id, note, change",
            message="An edition is never changed: publish a new one.",
        ),
        ProtectTrigger(
            "edition_that_began_is_never_moved",
            table="articles_edition",
            event=MOMENTS,
            refuse_when="OLD.live_from <= {now}",
            message="An edition that has begun is never changed: publish a new one.",
        ),
        ProtectTrigger(
            "edition_held_is_not_moved_before_its_release",
            table="articles_edition",
            event=MOMENTS,
            refuse_when="NEW.held_from IS NOT NULL AND NEW.live_from < '9999-01-01'",
            message="A held edition begins once it is released, and not before.",
        ),
        SyncTrigger(
            "edition_moved_ends_others_and_lets_others_live_on",
            table="articles_edition",
            event="UPDATE OF live_from",
            statement="UPDATE articles_edition SET live_until = (SELECT MIN(n.live_from) "
            "FROM articles_edition n WHERE n.article_id = articles_edition.article_id "
            "AND n.live_from > articles_edition.live_from) "
            "WHERE article_id = NEW.article_id AND (id = NEW.id OR live_until = OLD.live_from OR "
            "(live_from < NEW.live_from AND (live_until IS NULL OR live_until > NEW.live_from)))",
        ),
    ]
