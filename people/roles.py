"""What each role may do with authors, experts and reviewers."""

from accounts.roles import ALL, EDITOR, MEDICAL_REVIEWER, VIEW, WRITE, WRITER, grant, sensitive

sensitive("people.release_person")

grant(
    WRITER,
    {"people.person": WRITE, "people.sameas": ALL, "people.brandtie": WRITE},
    {
        "people.person": "Not once readers see it, never who checked credentials, never a log-in.",
        "people.brandtie": "No delete: an interest that was declared stays until an editor agrees.",
    },
)
grant(
    EDITOR,
    {"people.person": f"{ALL} release_person", "people.sameas": ALL, "people.brandtie": ALL},
    {
        "people.person": "Vouches for credentials, but doesn't say whose log-in stands at a name: "
        "together the two would let an editor sign as a doctor.",
    },
)
grant(
    MEDICAL_REVIEWER,
    {"people.person": VIEW, "people.sameas": VIEW, "people.brandtie": VIEW},
)
