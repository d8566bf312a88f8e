"""What each role may do with authors, experts and reviewers."""

from accounts.roles import ALL, EDITOR, MEDICAL_REVIEWER, VIEW, WRITE, WRITER, grant

grant(
    WRITER,
    {"people.person": WRITE, "people.sameas": ALL, "people.brandtie": WRITE},
    {
        "people.person": "Not once readers see it or will, never who checked credentials, "
        "never a login.",
        "people.brandtie": "Can't delete: a declared interest stays until an editor agrees.",
    },
)
grant(
    EDITOR,
    {"people.person": f"{ALL} release_person", "people.sameas": ALL, "people.brandtie": ALL},
    {
        "people.person": "Vouches for credentials, but doesn't say which login belongs to whom: "
        "the two together would let an editor sign as a doctor.",
    },
)
grant(
    MEDICAL_REVIEWER,
    {"people.person": VIEW, "people.sameas": VIEW, "people.brandtie": VIEW},
)
