"""One of several processes that publish the same article: `publishing_worker.py ARTICLE SEED`."""

import json
import random
import sys
from datetime import timedelta

import django

django.setup()

from django.core.exceptions import ValidationError  # noqa: E402 -- after the set-up
from django.utils import timezone  # noqa: E402

from articles.models import Article  # noqa: E402
from articles.publishing.schedule import publish, take_down  # noqa: E402

article = Article.objects.get(pk=sys.argv[1])
dice = random.Random(int(sys.argv[2]))  # noqa: S311 -- a repeatable sequence, no secret
made = []
for _ in range(15):
    ahead = timezone.now().replace(microsecond=0) + timedelta(hours=dice.randint(1, 400))
    try:
        step = dice.choice([publish, publish, take_down])
        made.append(step(article, at=dice.choice([None, None, ahead])).number)
    except ValidationError:  # nothing to take down, or that moment is taken: both are right
        continue
print(json.dumps(made))  # noqa: T201 -- its answer
