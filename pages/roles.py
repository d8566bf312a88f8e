"""What each role may do with the site's own pages."""

from accounts.roles import ALL, EDITOR, MEDICAL_REVIEWER, VIEW, WRITE, WRITER, grant

grant(
    WRITER,
    {"pages.page": WRITE},
    {"pages.page": "Drafts alone: once a page is published, only who publishes pages changes it."},
)
grant(EDITOR, {"pages.page": f"{ALL} publish_page"})
grant(MEDICAL_REVIEWER, {"pages.page": VIEW})
