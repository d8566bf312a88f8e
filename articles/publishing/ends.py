"""A plan and its end, the takedown that was planned with it: held, released and canceled as one."""

from datetime import datetime

from django.core.exceptions import ValidationError

from articles.models import Edition
from core.timezones import moment_text


def end_of(edition: Edition) -> Edition | None:
    """The takedown that was planned to end this very edition, as long as it has not begun."""
    return edition.article.editions.planned().filter(ends=edition.number).first()


def refuse_end_before_beginning(moved: Edition) -> None:
    """Refuse what was moved, a plan or an end, where the end would come first."""
    if not moved.withdrawn:
        end = end_of(moved)
        if end and end.planned_for <= moved.planned_for:
            raise ValidationError(
                f"The takedown scheduled for {moment_text(end.planned_for)} would have nothing "
                "to take down: it is the end of this edition. Move or cancel it first."
            )
        return
    planned = moved.article.editions.planned()
    plan = planned.filter(number=moved.ends).first() if moved.ends else None
    if plan and moved.planned_for <= plan.planned_for:
        raise ValidationError(
            f"It would come down before it goes live on {moment_text(plan.planned_for)}. "
            "Choose a later time."
        )


def refuse_what_begins_between(edition: Edition, until: datetime) -> None:
    """Refuse an end that lies before the beginning, or that would end something else."""
    if until <= edition.live_from:
        raise ValidationError("It would come down before it goes live. Choose a later end.")
    between = edition.article.editions.filter(live_from__gt=edition.live_from, live_from__lt=until)
    if row := between.order_by("live_from").first():
        what = "A takedown" if row.withdrawn else f"Edition {row.number}"
        raise ValidationError(
            f"{what} is scheduled for {moment_text(row.live_from)}, before the end you chose. "
            "Move or cancel it first, or leave the end empty."
        )


def newer_than(held: Edition, at: datetime) -> list[str]:
    """A sentence where what a held plan would replace at that moment was decided after it."""
    last = held.article.editions.begun(at).defer("content").exclude(pk=held.pk).first()
    if last is None or last.made_at <= held.made_at:
        return []
    made = moment_text(last.made_at)
    if last.withdrawn:
        return [f"The article was taken down on {made}, after this was planned. It comes back."]
    return [
        f"Readers see {last.label}, which is newer: it was made on {made}, after this was planned. "
        "Its words would be replaced by older ones."
    ]
