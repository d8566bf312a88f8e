"""What each role may do with manuscripts and the review of what was read in them."""

from accounts.roles import EDITOR, MEDICAL_REVIEWER, VIEW, WRITE, WRITER, grant

for role in (WRITER, EDITOR):
    grant(role, {"manuscripts.manuscript": WRITE, "manuscripts.proposal": "view change"})
grant(MEDICAL_REVIEWER, {"manuscripts.manuscript": VIEW, "manuscripts.proposal": VIEW})
