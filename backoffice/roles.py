"""What each role may do with tags."""

from accounts.roles import ALL, EDITOR, MEDICAL_REVIEWER, VIEW, WRITER, grant

grant(
    WRITER, {"taggit.tag": VIEW}, {"taggit.tag": "Tags are created by typing them on an article."}
)
grant(EDITOR, {"taggit.tag": ALL}, {"taggit.tag": "Merging requires delete."})
grant(MEDICAL_REVIEWER, {"taggit.tag": VIEW})
