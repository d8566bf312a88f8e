"""Columns of a question that follow from its answer, written whenever it is saved."""

import hashlib
import re
from typing import Any

from django.db import models
from django.utils import timezone

from core.richtext import plain_text

_SENTENCE = re.compile(r"[.!?…]+[”’\"')\]]*(?=\s|$)|[。！？؟۔]")


def answer_digest(answer: str) -> str:
    """What tells an answer from any other one; "" for none."""
    return hashlib.sha256(answer.encode()).hexdigest() if answer else ""


def is_one_sentence(answer: str) -> bool:
    """Whether an answer is one sentence or less, however it is marked up."""
    return len(_SENTENCE.findall(plain_text(answer).strip())) <= 1


class _Plain:
    """In migrations it is the plain column that it is."""

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()  # type: ignore[misc]
        return name, f"django.db.models.{self.plain}", args, kwargs  # type: ignore[attr-defined]


class AnswerDigestField(_Plain, models.CharField):
    """Of `answer`; where it changes, `answered_at`, which stands behind it, is now."""

    plain = "CharField"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"max_length": 64, "blank": True, "editable": False} | kwargs))

    def pre_save(self, model_instance: Any, add: bool) -> str:  # noqa: FBT001 -- Django's
        digest = answer_digest(model_instance.answer)
        if digest != getattr(model_instance, self.attname):
            model_instance.answered_at = timezone.now() if digest else None
        setattr(model_instance, self.attname, digest)
        return digest


class IsShortField(_Plain, models.BooleanField):
    """Whether `answer` is one sentence."""

    plain = "BooleanField"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **({"default": True, "editable": False} | kwargs))

    def pre_save(self, model_instance: Any, add: bool) -> bool:  # noqa: FBT001 -- Django's
        is_short = is_one_sentence(model_instance.answer)
        setattr(model_instance, self.attname, is_short)
        return is_short
