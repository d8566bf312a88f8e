"""What the site remembers about signing in, beside allauth's own rows."""

from allauth.mfa.models import Authenticator
from django.db import models


class UsedCode(models.Model):
    """The newest code of an app that was taken: it and older ones are never taken again."""

    authenticator = models.OneToOneField(Authenticator, on_delete=models.CASCADE, primary_key=True)
    step = models.PositiveBigIntegerField(
        help_text="Half minutes since 1970: which code of the app it was."
    )

    class Meta:
        ordering = ["pk"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"Code {self.step} of {self.authenticator_id}"

    @classmethod
    def take(cls, authenticator: Authenticator, step: int) -> bool:
        """Use the code of that step up; false where it, or a newer one, was used before."""
        cls.objects.get_or_create(authenticator=authenticator, defaults={"step": 0})
        # Of two at once the second waits for the first one's row and finds it changed.
        return bool(cls.objects.filter(pk=authenticator.pk, step__lt=step).update(step=step))
