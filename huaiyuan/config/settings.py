"""Django settings. What differs from county to county is in the data directory and in `reference`, not here."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from huaiyuan.core.kernel import clock, installation

INSTALLATION = installation.current()
clock.configure(today=INSTALLATION.today)

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = INSTALLATION.folder
DEMO = INSTALLATION.is_demo
DEBUG = False
ALLOWED_HOSTS = os.environ.get("HUAIYUAN_HOSTS", "localhost,127.0.0.1,[::1],testserver").split(",")
# How the public reaches this installation (https://…), printed on posters; empty: as whoever prints them does.
PUBLIC_ADDRESS = os.environ.get("HUAIYUAN_PUBLIC_ADDRESS", "").rstrip("/")
# Folders with Chinese fonts for the books, beside those of the system.
FONT_PATHS = [path for path in os.environ.get("HUAIYUAN_FONT_PATHS", "").split(os.pathsep) if path]
ROOT_URLCONF = "huaiyuan.config.urls"
WSGI_APPLICATION = "huaiyuan.config.wsgi.application"
AUTH_USER_MODEL = "access.Account"
# The second never opens a session by itself; it tells one that a phone's PIN opened, and narrows it.
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "huaiyuan.base.access.backends.PinBackend",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# A county's own ledgers come in as apps named here (docs/recipes/ledger.md), so that nothing in the tree changes.
COUNTY_APPS = [name.strip() for name in os.environ.get("HUAIYUAN_APPS", "").split(",") if name.strip()]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "huaiyuan.base.audit",
    "huaiyuan.base.vault",
    "huaiyuan.base.reference",
    "huaiyuan.base.access",
    "huaiyuan.base.jobs",
    "huaiyuan.base.figures",
    "huaiyuan.base.pages",
    "huaiyuan.county.registry",
    "huaiyuan.county.worklist",
    "huaiyuan.county.leads",
    "huaiyuan.county.upkeep",
    "huaiyuan.county.applications",
    "huaiyuan.county.notices",
    "huaiyuan.county.quality",
    "huaiyuan.county.intake",
    "huaiyuan.county.matching",
    "huaiyuan.county.screening",
    "huaiyuan.county.crosscheck",
    "huaiyuan.county.ledger",
    "huaiyuan.county.orders",
    "huaiyuan.county.duty",
    "huaiyuan.county.income",
    "huaiyuan.county.rounds",
    "huaiyuan.county.plans",
    "huaiyuan.county.guiding",
    "huaiyuan.county.guarantees",
    "huaiyuan.county.casework",
    "huaiyuan.county.oversight",
    "huaiyuan.county.reports",
    *COUNTY_APPS,
    "huaiyuan.shells.web",
    "huaiyuan.shells.mobile",
    "huaiyuan.shells.console",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "huaiyuan.base.pages.middleware.DeclaredPagesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "huaiyuan.base.pages.context.frame",
            ],
            "builtins": ["huaiyuan.base.pages.templatetags.huaiyuan"],
        },
    }
]


def _database() -> dict[str, object]:
    url = os.environ.get("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA_DIR / "huaiyuan.db",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA wal_autocheckpoint=0; "
                    "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
                ),
            },
            "TEST": {"NAME": os.environ.get("HUAIYUAN_TEST_DB")},
        }
    parts = urlsplit(url)
    options = dict(p.split("=", 1) for p in parts.query.split("&") if p)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(options.pop("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": options,
    }


DATABASES = {"default": _database()}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

SECRET_KEY = os.environ.get("HUAIYUAN_SECRET_KEY") or (
    (DATA_DIR / "keys" / "session.key").read_text()
    if (DATA_DIR / "keys" / "session.key").exists()
    else "not-set-up-yet"
)

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"/huaiyuan/dist/[a-z]+\.[0-9a-f]{10}\.[a-z]+$"  # built names carry their hash
WHITENOISE_AUTOREFRESH = False

LOGIN_URL = "/denglu/"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# An upload that spilled to disk would lie there in clear; it is sealed from memory instead.
FILE_UPLOAD_MAX_MEMORY_SIZE = 60 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 60 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR / "tmp") if (DATA_DIR / "tmp").exists() else None

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "style-src": ["'self'"],
        "script-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
SILENCED_SYSTEM_CHECKS: list[str] = []
