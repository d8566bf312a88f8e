"""What each role may do with questions and answers."""

from accounts.roles import ALL, EDITOR, MEDICAL_REVIEWER, VIEW, WRITE, WRITER, grant

grant(
    WRITER,
    {"faq.question": WRITE, "faq.questionsource": ALL},
    {"faq.question": "Not once it is published or planned: its answer is on the page right away."},
)
grant(EDITOR, {"faq.question": f"{ALL} publish_question", "faq.questionsource": ALL})
grant(MEDICAL_REVIEWER, {"faq.question": VIEW, "faq.questionsource": VIEW})
