"""Letters leave by the worker, whatever the mail server does."""

import logging
import time
from threading import Event

import pytest
from django.core.mail import send_mail
from django.db import transaction
from huey.contrib.djhuey import HUEY

from core.task_queue import LETTERS
from tests.mail_server import mail_server
from tests.worker import QUEUES, until, waiting, work, work_later


@pytest.fixture(autouse=True)
def by_the_worker(settings):
    settings.EMAIL_BACKEND = "core.mail.backend.QueueBackend"
    settings.EMAIL_DELIVERY_BACKEND = "core.mail.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT, settings.EMAIL_DEADLINE = 0.2, 0.4
    for queue in QUEUES:
        queue.flush()  # what tests before left


def send():
    send_mail("A link", "https://skin.example/secret", None, ["anna@skin.example"])


def test_letter_goes_by_the_worker_and_leaves_nothing_behind(settings):
    with mail_server("working", settings) as server:
        send()
        before = (server.callers, waiting())
        work()

    assert before == (0, 1)
    assert "https://skin.example/secret" in server.letters[0]
    assert waiting() == 0


@pytest.mark.parametrize("kind", ["down", "silent", "dripping"])
def test_bad_server_holds_the_worker_for_a_moment_and_gets_the_letter_once_it_is_good(
    settings, kind
):
    with mail_server(kind, settings):
        send()
        start = time.monotonic()
        work()
        lasted = time.monotonic() - start
    with mail_server("working", settings) as server:
        work_later()

    assert lasted < 5
    assert len(server.letters) == 1
    assert waiting() == 0


def test_silent_server_holds_up_letters_alone(settings):
    settings.EMAIL_TIMEOUT = settings.EMAIL_DEADLINE = 30
    workers, done = HUEY.create_consumer(workers=1), Event()
    HUEY.task(name="other_work")(done.set)()
    with mail_server("silent", settings) as server:
        send()
        for _, thread in workers.worker_threads:
            thread.start()
        until(lambda: server.callers)
        went_on = done.wait(10)
        callers = server.callers
        workers.stop_flag.set()
    for _, thread in workers.worker_threads:
        thread.join()
    LETTERS.flush()

    assert (went_on, callers) == (True, 1)


@pytest.mark.parametrize(("kind", "tries"), [("down", 7), ("refusing", 1)])
def test_letter_that_nobody_takes_is_given_up_with_a_line_in_the_log(settings, caplog, kind, tries):
    caplog.set_level(logging.WARNING, "core.mail")
    with mail_server(kind, settings):
        send()
        work()
        for _ in range(8):
            work_later()

    told = [record.getMessage() for record in caplog.records if record.name.startswith("core")]
    assert len(told) == tries
    assert waiting() == 0
    assert told[-1].startswith("Gave up on a letter to anna@skin.example: ")
    assert [line for line in told if line.startswith("Gave up")] == told[-1:]


@pytest.mark.django_db(transaction=True)
def test_letter_about_what_was_rolled_back_is_never_sent():
    with transaction.atomic():
        send()
        transaction.set_rollback(True)
    undone = waiting()
    with transaction.atomic():
        send()

    assert (undone, waiting()) == (0, 1)
    LETTERS.flush()


def kill_the_worker(queue=LETTERS):
    """It has taken a job out of the queue and does nothing more about it."""
    assert queue.dequeue()


def test_letter_of_a_worker_that_was_killed_is_sent_once_it_is_nobodys(settings, caplog):
    with mail_server("working", settings) as server:
        send()
        kill_the_worker()
        LETTERS.take_up_again()  # it may still be at it
        work()
        before = len(server.letters)
        for _ in range(2):
            LETTERS.take_up_again(seconds=-1)
            work()

    assert (before, len(server.letters)) == (0, 1)
    assert waiting() == 0
    assert "The worker was killed within deliver_letter: another try." in caplog.messages


def test_letter_that_kills_the_worker_is_given_up(caplog):
    send()
    for _ in range(8):
        if waiting():
            kill_the_worker()
        LETTERS.take_up_again(seconds=-1)

    assert waiting() == 0
    assert caplog.messages.count("The worker was killed within deliver_letter: another try.") == 6
    assert caplog.messages[-1] == "The worker was killed within deliver_letter: gave up."


@HUEY.task()
def nothing():
    """A job that a sweep finds anyhow."""


def test_job_without_another_try_is_not_done_twice():
    nothing()
    kill_the_worker(HUEY)
    HUEY.take_up_again(seconds=-1)

    assert waiting() == 0
