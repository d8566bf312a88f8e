"""What each role may do with what readers report."""

from accounts.roles import EDITOR, PRICE_ADMIN, VIEW, grant

grant(
    EDITOR,
    {"reports.report": f"{VIEW} delete handle_report"},
    {"reports.report": "Deletes what is no report: readers' words are never edited."},
)
grant(
    PRICE_ADMIN,
    {"reports.report": "handle_report"},
    {"reports.report": "Sees those about prices alone."},
)
