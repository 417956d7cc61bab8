"""Django's settings, all derived from the environment (amarre/config/environment.py)."""

import os
from pathlib import Path

import dj_database_url

from amarre.config.environment import read_environment
from amarre.config.keys import kept_key
from amarre.config.mail import mail_settings
from amarre.config.sqlite.journal import durable_pragmas

# Read when NumPy and SciPy load: nothing here is linear algebra, whose threads would turn while they wait.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

PACKAGE = Path(__file__).resolve().parent.parent
ENVIRONMENT = read_environment()
HOME = ENVIRONMENT.home

DEBUG = ENVIRONMENT.AMARRE_DEBUG
SECRET_KEY = ENVIRONMENT.AMARRE_SECRET_KEY or kept_key(HOME / "keys", "secret")
AUDIT_KEY = kept_key(HOME / "keys", "audit")
MFA_KEY = kept_key(HOME / "keys", "mfa")
ALLOWED_HOSTS = [host.strip() for host in ENVIRONMENT.AMARRE_ALLOWED_HOSTS.split(",") if host.strip()]

INSTALLED_APPS = [
    "amarre.config",
    "amarre.ui",
    "amarre.audit",
    "amarre.vault",
    "amarre.accounts",
    "amarre.documents",
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
    "amarre.portal",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_include_bootstrap",
    "django_htmx",
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
        # Kept by its thread: opening it reads the whole schema, and the last to close it empties the write-ahead log.
        "CONN_MAX_AGE": None,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": durable_pragmas()},
        # Tests run in memory; pytest-xdist adds its worker to the end of the name, where SQLite reads past it.
        "TEST": {"NAME": "file:amarre-tests?mode=memory&cache=shared&worker=main"},
    }
    if EMBEDDED
    else {
        **dj_database_url.parse(ENVIRONMENT.DATABASE_URL),
        "OPTIONS": {
            # A connection for each thread of a web process; a command opens one, and soon says when there is none.
            "pool": {"min_size": 1, "max_size": 16, "timeout": 10},
            # What a page asks again is planned once: its values are sent beside its words.
            "server_side_binding": True,
            "prepare_threshold": 3,
            # Many short queries of several people: neither parts of one in parallel nor compiled ones ever pay there.
            # What a page reads is in memory: a few thousand rows by an index cost less than all of a table.
            "options": "-c max_parallel_workers_per_gather=0 -c jit=off -c random_page_cost=1.1",
        },
    }
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
EXCHANGE_RESOURCES = "amarre.config.resources.RESOURCES"
EXCHANGE_RELEASES = "amarre.config.registry.RELEASES"
EXCHANGE_FOLLOWERS = "amarre.config.registry.FOLLOWERS"
OPERATIONS = "amarre.config.registry.OPERATIONS"
INDICATOR_DATASETS = "amarre.config.registry.DATASETS"
CATALOGUE = next(
    folder for folder in (PACKAGE.parent / "catalogue", PACKAGE / "catalogue") if (folder / "parameters").is_dir()
)

MIDDLEWARE = [
    "amarre.ui.middleware.SecurityHeaders",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "amarre.ui.signed_out.SignInFirst",
    "amarre.accounts.second_factor.SecondFactor",
    "amarre.ui.middleware.SessionAlive",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "amarre.ui.middleware.Refusals",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["amarre.ui.templatetags.addresses"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "amarre.desk.navigation.navigation",
            ],
        },
    }
]

# Sign-in: an address and a password, no sign-up; failures are counted in the database, for every process.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:start"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_ADAPTER = "amarre.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "amarre.accounts.forms.SignInForm",
    "reauthenticate": "amarre.accounts.forms.ConfirmForm",
    "reset_password": "amarre.accounts.forms.ForgottenForm",
    "reset_password_from_key": "amarre.accounts.forms.NewPasswordForm",
    "change_password": "amarre.accounts.forms.ChangeForm",
}
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key"}
# A link to choose a password, of an invitation or of a reset, opens for two days and once.
PASSWORD_RESET_TIMEOUT = 48 * 3600
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
DEFAULT_FROM_EMAIL = ENVIRONMENT.AMARRE_MAIL_FROM
if ENVIRONMENT.AMARRE_SMTP_URL:
    vars().update(mail_settings(ENVIRONMENT.AMARRE_SMTP_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = HOME / "mail"
SITE_URL = ENVIRONMENT.AMARRE_SITE_URL.rstrip("/")
CLAMAV, DOCUMENT_BYTES = ENVIRONMENT.AMARRE_CLAMAV, ENVIRONMENT.AMARRE_DOCUMENT_MB * 1024**2
SMS_GATEWAY, SMS_URL = ENVIRONMENT.AMARRE_SMS_GATEWAY, ENVIRONMENT.AMARRE_SMS_URL
SMS_SECRET = ENVIRONMENT.AMARRE_SMS_SECRET
# Pro Santé Connect opens existing accounts only, by the address that it has verified; off without its settings.
SOCIALACCOUNT_ADAPTER = "amarre.accounts.pro_sante.Accounts"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form would need `form-action` to name the provider
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "amarre.accounts.pro_sante.Provider",
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "pro-sante-connect",
                "name": "Pro Santé Connect",
                "client_id": ENVIRONMENT.AMARRE_PSC_CLIENT_ID,
                "secret": ENVIRONMENT.AMARRE_PSC_SECRET,
                "settings": {"server_url": ENVIRONMENT.AMARRE_PSC_URL},
            }
        ]
        if ENVIRONMENT.AMARRE_PSC_URL
        else [],
    }
}
# The second factor: a code of an application, or a key; recovery codes for the day it is lost.
MFA_ADAPTER = "amarre.accounts.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are given: nobody can take another's address
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "amarre.accounts.forms.CodeForm",
    "reauthenticate": "amarre.accounts.forms.ConfirmCodeForm",
    "activate_totp": "amarre.accounts.forms.ApplicationForm",
    "add_webauthn": "amarre.accounts.forms.AddKeyForm",
    "edit_webauthn": "amarre.accounts.forms.RenameKeyForm",
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "amarre_cache"},
    # Charts by content (amarre/documents/drawing.py): drawn once on this machine.
    "drawings": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": HOME / "drawings",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}

# A session ends half an hour after its last page, and with the browser.
SESSION_COOKIE_AGE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = ENVIRONMENT.AMARRE_HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if "*" not in host and not host.startswith(".")]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if ENVIRONMENT.AMARRE_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = ENVIRONMENT.AMARRE_HTTPS
if ENVIRONMENT.AMARRE_HTTPS:
    # `amarre serve` speaks HTTP to the reverse proxy that holds the certificate, and believes what it says.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# On every response, static files included (amarre/ui/middleware.py): nothing inline, nothing from elsewhere.
SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
# Made on this machine rather than committed: the typeface (amarre/ui/assets.py).
ASSETS = HOME / "assets"
# What people send stays within the installation, from its first byte on (amarre/desk/data/uploads.py).
FILE_UPLOAD_TEMP_DIR = HOME / "uploads"
FILE_UPLOAD_HANDLERS = [
    "amarre.desk.data.uploads.Bounded",
    "amarre.desk.data.uploads.InMemory",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
for folder in (STATIC_ROOT, ASSETS, FILE_UPLOAD_TEMP_DIR):
    folder.mkdir(exist_ok=True)
STATICFILES_DIRS = [ASSETS]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "amarre.ui.assets.Storage"
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Lines on standard error. A request is named by its path alone: addresses hold no name, query strings may.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": ENVIRONMENT.AMARRE_LOG_LEVEL},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        # Refusals (403, 404) stand in the access log; bugs come here with their traceback.
        "django.request": {"level": "ERROR"},
        # Would say each try to reach a database that is down; the command or the page says it once.
        "psycopg.pool": {"level": "ERROR"},
        # Says every table it prunes from a font.
        "fontTools": {"level": "WARNING"},
    },
}
