"""What each role may do with the picture library."""

from accounts.roles import ALL, EDITOR, MEDICAL_REVIEWER, PRICE_ADMIN, VIEW, WRITE, WRITER, grant

grant(WRITER, {"pictures.picture": WRITE})
grant(EDITOR, {"pictures.picture": ALL})
grant(MEDICAL_REVIEWER, {"pictures.picture": VIEW})
grant(PRICE_ADMIN, {"pictures.picture": VIEW})
