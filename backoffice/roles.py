"""What each role may do with tags; and the rights to accounts and settings, which none has."""

from accounts.roles import ALL, EDITOR, MEDICAL_REVIEWER, VIEW, WRITER, grant, sensitive

sensitive(
    *("auth.add_user", "auth.change_user", "auth.delete_user"),
    *("auth.add_group", "auth.change_group"),
    "backoffice.change_sitesettings",
)

grant(
    WRITER, {"taggit.tag": VIEW}, {"taggit.tag": "Tags are created by typing them on an article."}
)
grant(EDITOR, {"taggit.tag": ALL}, {"taggit.tag": "Merging requires delete."})
grant(MEDICAL_REVIEWER, {"taggit.tag": VIEW})
