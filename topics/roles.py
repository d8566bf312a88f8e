"""What each role may do with topics."""

from accounts.roles import ALL, EDITOR, MEDICAL_REVIEWER, VIEW, WRITE, WRITER, grant

grant(
    WRITER,
    {"topics.topic": WRITE},
    {"topics.topic": "Drafts alone: once a topic is published, only who publishes changes it."},
)
grant(EDITOR, {"topics.topic": f"{ALL} publish_topic"})
grant(MEDICAL_REVIEWER, {"topics.topic": VIEW})
