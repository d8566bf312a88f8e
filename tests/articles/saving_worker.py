"""One of several processes that save the same article at once: `saving_worker.py ARTICLE USER`."""

import json
import sys

import django

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402 -- after the set-up
from django.test import Client  # noqa: E402
from django.test.utils import setup_test_environment  # noqa: E402
from django.urls import reverse  # noqa: E402

from tests.admin_forms import TEXT, block, fields  # noqa: E402

setup_test_environment()
user = get_user_model().objects.get(username=sys.argv[2])
client = Client()
client.force_login(user)
address = reverse("admin:articles_article_change", args=[sys.argv[1]])
words, saves = [], 0
for number in range(4):
    word = f"{user.username}word{number}"
    form = fields(client.get(address))
    place = int(form[f"{TEXT}-TOTAL_FORMS"][0])
    form |= {"dek": f"{form['dek'][0]} {word}".strip(), f"{TEXT}-TOTAL_FORMS": place + 1}
    form |= block(TEXT, place, html=f"<p>{word}</p>", ordering=1000)
    response = client.post(address, form)
    while response.status_code == 200:
        questions = response.context["merge_page"].merge.questions
        # Mine is what was read before: with both, the words that stand in both would stand twice.
        theirs = next((unit.theirs["dek"] for unit in questions if unit.key == "dek"), None)
        answer = fields(response)
        if theirs is not None:
            answer |= {"merge-dek": "theirs"}
        response = client.post(address, answer)
        if theirs is not None and response.status_code == 302:
            saves += 1
            again = fields(client.get(address))
            again["dek"] = f"{again['dek'][0]} {word}"
            response = client.post(address, again)
    saves += 1
    words.append(word)
print(json.dumps({"words": words, "saves": saves}))  # noqa: T201 -- its answer
