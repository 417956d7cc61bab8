"""Django's settings, all derived from the environment (amarre/config/environment.py)."""

from pathlib import Path

import dj_database_url

from amarre.config.environment import read_environment
from amarre.config.keys import kept_key
from amarre.config.sqlite.journal import durable_pragmas

PACKAGE = Path(__file__).resolve().parent.parent
ENVIRONMENT = read_environment()
HOME = ENVIRONMENT.home

DEBUG = ENVIRONMENT.AMARRE_DEBUG
SECRET_KEY = ENVIRONMENT.AMARRE_SECRET_KEY or kept_key(HOME / "keys", "secret")
AUDIT_KEY = kept_key(HOME / "keys", "audit")
ALLOWED_HOSTS = [host.strip() for host in ENVIRONMENT.AMARRE_ALLOWED_HOSTS.split(",") if host.strip()]

INSTALLED_APPS = [
    "amarre.config",
    "amarre.ui",
    "amarre.audit",
    "amarre.accounts",
    "amarre.exchange",
    "amarre.indicators",
    "amarre.directory",
    "amarre.surveillance",
    "amarre.detection",
    "amarre.cases",
    "amarre.partners",
    "amarre.prevention",
    "amarre.contracts",
    "amarre.desk",
    "allauth",
    "allauth.account",
    "django_include_bootstrap",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

EMBEDDED = not ENVIRONMENT.DATABASE_URL
DATABASES = {
    "default": {
        "ENGINE": "amarre.config.sqlite",
        "NAME": HOME / "amarre.sqlite3",
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": durable_pragmas()},
    }
    if EMBEDDED
    else {**dj_database_url.parse(ENVIRONMENT.DATABASE_URL), "OPTIONS": {"pool": True}}
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"

ROOT_URLCONF = "amarre.config.urls"
WSGI_APPLICATION = "amarre.config.wsgi.application"

LANGUAGE_CODE = "fr"
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True

# What the engines work on: they know no domain app, and import none (amarre/config/registry.py).
EXCHANGE_RESOURCES = "amarre.config.registry.RESOURCES"
INDICATOR_DATASETS = "amarre.config.registry.DATASETS"
CATALOGUE = next(
    folder for folder in (PACKAGE.parent / "catalogue", PACKAGE / "catalogue") if (folder / "parameters").is_dir()
)

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
STATIC_URL = "/static/"
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
