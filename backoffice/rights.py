"""
Who may change what readers see, or will see: the one rule of every form, deletion and old record.

A row that readers see changes by the permission to show it to them alone, for what it says is on
the page at once; and what is planned counts as seen (docs/decisions/, 0006 and 0029).
"""

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.utils.text import get_text_list

from core.visibility import NOW_OR_LATER, reasons

NAMED = 3
_BACKEND = "django.contrib.auth.backends.ModelBackend"  # where permissions are kept


def holders_of(permission, *, superusers=False):
    """Active accounts that were given the permission, alone or by a group; superusers if asked."""
    users = get_user_model().objects
    return users.with_perm(permission, include_superusers=superusers, backend=_BACKEND)


def people_to_ask(permission):
    """“Ada Lim or Bo Tan”: active accounts with that permission; superusers where it has none."""
    for superusers in (False, True):
        if found := holders_of(permission, superusers=superusers).order_by("pk")[:NAMED]:
            return get_text_list([user.get_full_name() or user.username for user in found], "or")
    return "a site administrator"


class ReleaseRights:
    """Mixed into `BaseAdmin`."""

    # The permission to show such rows to readers; "" where the rule does not hold. It needs
    # `public(when)` on the model's queryset (core/visibility.py).
    release_permission = ""
    release_reason = "Only people who can release it can change it"

    def is_out_of_reach(self, request, obj):
        """Whether readers see the row, or will, and this user may not decide what they see."""
        if (
            obj is None
            or not self.release_permission
            or request.user.has_perm(self.release_permission)
        ):
            return False
        if not hasattr(obj, "_is_public"):
            shown = self.model.objects.public(NOW_OR_LATER)
            obj._is_public = shown.filter(pk=obj.pk).exists()
        return obj._is_public

    def why_out_of_reach(self, request, obj):
        """Sentences: by what readers see the row, and who may change it."""
        shown = get_text_list(reasons(obj, request.user), "and")
        where = f"Shown in {shown}." if shown else "Readers see this, or will."
        return f"{where} {self.release_reason}: ask {people_to_ask(self.release_permission)}."

    def explain_refusal(self, request, obj):
        """Refuse, with the sentences, whoever may change such rows but not this one."""
        if not self.release_permission or not self.has_change_permission(request):
            return
        if self.is_out_of_reach(request, obj) and not self.has_change_permission(request, obj):
            raise PermissionDenied(self.why_out_of_reach(request, obj))
