"""
Measure one thing and print it as JSON, the yardsticks of the same minute beside it.

    .venv/bin/python -m bench.measure pages        of the database that the environment names

`bench/run.py` prepares the database and calls this for every part.
"""

import argparse
import json
import os
import sys
from importlib import import_module

import django

WHAT = ("pages", "dashboard", "editing", "importing", "drafting", "prices", "search")


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.measure", description="Measure one thing.")
    parser.add_argument("what", choices=WHAT)
    parser.add_argument("arguments", nargs="*")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "skinsite.settings"
    django.setup()
    import_module("skinsite.wsgi")  # the process as the server sets it up
    timing = import_module("bench.measure.timing")
    measured = import_module(f"bench.measure.{options.what}").measured(*options.arguments)
    figures = {"figures": measured, "yardsticks": timing.yardsticks()}
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
