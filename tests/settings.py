"""Settings of a test run: the site's own, whatever stands in this machine's `.env`."""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

_scratch = Path(tempfile.mkdtemp(prefix="skinsite-tests-"))  # of this process alone
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
os.environ.update(
    SECRET_KEY=secrets.token_urlsafe(50),
    BASE_URL="http://testserver",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    DEBUG="0",
    BENCH="1",
    SECOND_FACTOR_REQUIRED="0",
    MEDIA_ROOT=str(_scratch / "media"),
    PUBLIC_MEDIA_ROOT=str(_scratch / "public-media"),
    DATABASE_URL=os.environ.get("TEST_DATABASE_URL", f"sqlite:///{_scratch / 'skinsite.sqlite3'}"),
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # live_server beside Playwright's event loop
)

from skinsite.settings import *  # noqa: E402, F403 -- every setting, then what a test run changes

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in production: other threads and processes of a test can open it.
    # Nobody misses a test's rows after a power failure.
    DATABASES["default"]["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "test.sqlite3")}  # noqa: F405
WHITENOISE_AUTOREFRESH = True
# Each test begins with an empty count of attempts: see tests/conftest.py.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
HUEY = {**HUEY, "filename": str(_scratch / "queue.sqlite3")}  # noqa: F405
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
