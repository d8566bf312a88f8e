"""
Settings of skinsite: production by default, values from the environment.

A `.env` beside manage.py is read too; what stands in the environment wins over it.
SECRET_KEY and BASE_URL are required. BASE_URL decides about HTTPS: `https://…` turns on the
redirect, HSTS and secure cookies, `http://localhost:8000` is for one's own machine.
"""

import warnings
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django_prose_editor.config import html_tags
from js_asset import static_lazy

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


def env_required(name, example):
    value = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"Set {name} in the environment or in .env, e.g. {example}.")
    return value


def env_switch(name):
    value = env.str(name, "0")
    if value not in {"0", "1"}:
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


DEBUG = env_switch("DEBUG")
SECRET_KEY = env_required("SECRET_KEY", "SECRET_KEY=<50 random characters or more>")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # keys of before
BASE_URL = env_required("BASE_URL", "BASE_URL=https://www.example.org").rstrip("/")
if urlsplit(BASE_URL).scheme not in {"http", "https"} or not urlsplit(BASE_URL).hostname:
    raise ImproperlyConfigured(f"BASE_URL must start with http:// or https://, not {BASE_URL!r}.")
HTTPS = BASE_URL.startswith("https://")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[urlsplit(BASE_URL).hostname])

SITE_NAME = env.str("SITE_NAME", "skinsite")  # until decided otherwise: core/site_name.py
# Until the site's owner decides otherwise under “Site settings”. Shown above the first paid link
# of a page, docs/rules.md 3.5–3.7.
AFFILIATE_DISCLOSURE = env.str(
    "AFFILIATE_DISCLOSURE",
    "Ad: we may earn a commission if you buy through links on this page. "
    "It never decides what we recommend.",
)

INSTALLED_APPS = [
    "core",
    "accounts",
    "backoffice.apps.BackofficeConfig",
    "pages",
    "reports",
    "pictures",
    "topics",
    "products",
    "people",
    "faq",
    "articles",
    "search",
    "manuscripts",
    "samples",
    "taggit",
    "content_editor",
    "django_prose_editor",
    "js_asset",
    "simple_history",
    "csp",
    "backoffice.apps.BackofficeAdminConfig",  # django.contrib.admin with a site of our own
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "skinsite.static_files.StaticFiles",  # django.contrib.staticfiles without source maps
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "huey.contrib.djhuey",
]
# Invented content and measurements (bench/): for development alone, never on a public site.
if DEBUG or env_switch("BENCH"):
    INSTALLED_APPS.append("bench")

MIDDLEWARE = [
    "accounts.private_pages.PrivatePagesMiddleware",  # first: it sees every answer
    "skinsite.compression.CompressionMiddleware",
    "skinsite.perishable.PerishableMiddleware",
    "core.busy.WaitingMiddleware",  # before all that asks the database
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.sessions.SessionLimitMiddleware",  # Django's AuthenticationMiddleware with our limits
    "backoffice.timezones.TimezoneMiddleware",
    "backoffice.site_settings.SiteSettingsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "accounts.second_factor.SecondFactorMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "skinsite.urls"
WSGI_APPLICATION = "skinsite.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "skinsite.context_processors.site",
            ],
        },
    },
]

FORM_RENDERER = "backoffice.form_renderer.AdminFormRenderer"

# Databases

DATABASE_URL = env.str("DATABASE_URL", "") or f"sqlite:///{BASE_DIR / 'var' / 'skinsite.sqlite3'}"
with warnings.catch_warnings(action="ignore"):  # it warns, and the sentence below says what to do
    DATABASES = {"default": env.db_url_config(DATABASE_URL)}
if "ENGINE" not in DATABASES["default"]:
    raise ImproperlyConfigured(
        "DATABASE_URL must name a database, e.g. sqlite:////srv/skinsite.sqlite3 or "
        "postgres://user:password@localhost/skinsite."
    )
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "core.sqlite3"  # Django's, with files for their owner alone
    # Readers must never wait for a writer, and a writer takes its lock at the start of the
    # transaction instead of failing in the middle of it.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            "PRAGMA recursive_triggers=ON; PRAGMA temp_store=MEMORY;"
            # 4 MB for each of the server's eight threads, which keep them from request to request.
            "PRAGMA cache_size=-4000"
        ),
    }
    # They stay open: the first one writes files, which a full disk refuses (core/sqlite3).
    DATABASES["default"]["CONN_MAX_AGE"] = None
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # Nobody waits for ever: neither for a row that another one changes, nor for a server that is
    # away. The web server sets STATEMENT_SECONDS (skinsite/serve.py); migrations take their time.
    limits = (
        f"-c lock_timeout=20s -c statement_timeout={env.int('STATEMENT_SECONDS', 0)}s "
        "-c idle_in_transaction_session_timeout=60s"
    )
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        "tcp_user_timeout": 20_000,
        "options": limits,
        **DATABASES["default"].get("OPTIONS", {}),
    }
# Work behind the request: `manage.py run_huey --workers 1`. The queue is a file beside the
# database, not in it: an upload must not wait for the worker's lock.
HUEY = {
    "huey_class": "core.task_queue.TaskQueue",
    "name": "skinsite",
    "filename": env.str("QUEUE_FILE", str(BASE_DIR / "var" / "queue.sqlite3")),
    "immediate": False,
    "results": False,
    "consumer": {"workers": 1, "worker_type": "thread"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Time and language

LANGUAGE_CODE = "en-us"
TIME_ZONE = env.str("TIME_ZONE", "UTC")
USE_I18N = False
# As `day_text` and `moment_text` (core/timezones.py) write them.
DATE_FORMAT, TIME_FORMAT, DATETIME_FORMAT = "j M Y", "H:i", "j M Y, H:i"
MONTH_DAY_FORMAT = "j F"
USE_TZ = True

# Files

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Uploads, for nobody but the site itself; and copies of what readers see, which the server may send
# without asking anybody (docs/decisions/0031).
MEDIA_ROOT = BASE_DIR / env.str("MEDIA_ROOT", "var/media")
PUBLIC_MEDIA_ROOT = BASE_DIR / env.str("PUBLIC_MEDIA_ROOT", "var/public-media")
MEDIA_URL = "media/"
# “/private-media/”: where the proxy before us finds MEDIA_ROOT by X-Accel-Redirect.
X_ACCEL_MEDIA = env.str("X_ACCEL_MEDIA", "")
STORAGES = {
    "default": {"BACKEND": "core.private_storage.PrivateStorage"},
    "staticfiles": {"BACKEND": "skinsite.static_files.Storage"},
}
if DEBUG:
    STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
READY_FREE_MB = env.int("READY_FREE_MB", 500)  # less room on a disk, and /readyz answers 503
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a form of a thousand rows (backoffice/row_counts.py)
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# People who sign in

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"accounts.passwords.{name}"}
    for name in ("LengthValidator", "LeakedPasswordValidator", "GuessableValidator")
]
AUTHENTICATION_BACKENDS = ["accounts.signing_in.OneCheckBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
SESSION_COOKIE_AGE = 60 * 60 * 12  # a working day from signing in, however busy it is
SESSION_IDLE_AGE = 60 * 60 * 2  # and two hours without a request; docs/decisions/0005
# 1: whoever may change anything needs a passkey or an app.
SECOND_FACTOR_REQUIRED = env_switch("SECOND_FACTOR_REQUIRED")

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]  # nobody signs up
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no letters to strangers
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
# Wrong passwords and codes (accounts/attempts.py; docs/decisions/0034). Right ones cost nothing.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": "5/5m/key",  # codes, by account: who types one has the password
    "guess_device": "5/5m/key",
    "guess_device_today": "100/d/key",
    "guess_address": "10/m/ip",
    "guess_name_address": "5/5m/key",
    "guess_name_address_today": "20/d/key",
    "guess_name": "100/d/key",
    "change_password": "5/m/user,100/d/user",
    "reauthenticate": "10/m/user,200/d/user",
}
MFA_RATE_LIMITS = {"webauthn_login": None}  # there is nothing to guess
ACCOUNT_FORMS = {
    "change_password": "accounts.forms.ChangePasswordForm",
    "login": "accounts.forms.LoginForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
}
MFA_ADAPTER = "accounts.adapters.MFAAdapter"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # superusers type the addresses; nobody claims one
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # http://localhost while developing
MFA_FORMS = {
    "activate_totp": "accounts.forms.ActivateTOTPForm",
    "add_webauthn": "accounts.forms.AddPasskeyForm",
    "authenticate": "accounts.forms.AuthenticateForm",
    "authenticate_webauthn": "accounts.forms.AuthenticatePasskeyForm",
    "edit_webauthn": "accounts.forms.RenamePasskeyForm",
    "login_webauthn": "accounts.forms.LoginPasskeyForm",
    "reauthenticate": "accounts.forms.ReauthenticateCodeForm",
    "reauthenticate_webauthn": "accounts.forms.ReauthenticatePasskeyForm",
}

# Attempts to sign in are counted here, so all server processes must share it; docs/decisions/0005.

CACHES = {"default": env.cache_url("CACHE_URL", default="dbcache://skinsite_cache")}
if CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
    CACHES["default"]["BACKEND"] = "core.attempts_cache.AttemptsCache"
    # Above it counts are dropped, those that end soonest first; a name that is tried costs three.
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 300_000}

# Mail, by the worker (docs/decisions/0028). Without EMAIL_URL nothing is sent or promised.

MAIL_IS_CONFIGURED = bool(env.str("EMAIL_URL", ""))
vars().update(env.email_url("EMAIL_URL", default="dummymail://"))
if MAIL_IS_CONFIGURED:
    # Requests put letters into the queue; the worker hands them to what EMAIL_URL says.
    EMAIL_DELIVERY_BACKEND = vars()["EMAIL_BACKEND"].replace(
        "django.core.mail.backends.smtp.", "core.mail.smtp."
    )
    EMAIL_BACKEND = "core.mail.backend.QueueBackend"
EMAIL_TIMEOUT = 10  # seconds for each step: connecting, an answer
EMAIL_DEADLINE = 30  # for all of it
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", f"desk@{urlsplit(BASE_URL).hostname}")

# Security

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # asked from inside, without a proxy before it
# The address our own proxy appended to X-Forwarded-For; what stands before it is hearsay.
ALLAUTH_TRUSTED_PROXY_COUNT = int(env_switch("BEHIND_PROXY"))
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"  # docs/rules.md 3.24
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-src": [SELF],
        "frame-ancestors": [NONE],
    },
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb")
}

# What rich text may hold beyond the editor's own: tables with a caption, and pastes made clean.
DJANGO_PROSE_EDITOR_EXTENSIONS = [
    {
        "js": [static_lazy("backoffice/rich_text/table.js")],
        "extensions": {
            "Table": html_tags(
                ["table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"],
                {"th": ["colspan", "rowspan"], "td": ["colspan", "rowspan"]},
            ),
            "TableCell": html_tags([]),
            "TableHeader": html_tags([]),
            "TableRow": html_tags([]),
            "TableDocument": html_tags([]),
        },
    },
    {
        "js": [static_lazy("backoffice/rich_text/paste.js")],
        "extensions": {"CleanPaste": html_tags([])},
    },
]

# Tags: only a comma divides two tags, so that "eye care" stays one.
TAGGIT_CASE_INSENSITIVE = True
TAGGIT_STRIP_UNICODE_WHEN_SLUGIFYING = True
TAGGIT_TAGS_FROM_STRING = "core.tags.tags_from_string"
TAGGIT_STRING_FROM_TAGS = "core.tags.string_from_tags"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "core.log_lines.LineFormatter"}},
    "filters": {"once": {"()": "core.log_lines.OnceAMinute"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["once"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["console"], "propagate": False},  # manage.py runserver
    },
}
