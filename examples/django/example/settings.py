"""
A small Django site with live messages, for one machine and one developer.

What a site of your own needs from here for the WebSocket is marked with "live:". The rest is any Django project's.
"""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
# Where the database is; nothing of it belongs in version control.
STATE_DIR = Path(os.environ.get("EXAMPLE_STATE_DIR", BASE_DIR / ".state"))

DEBUG = True
SECRET_KEY = "a key for one developer's machine, and for no other place"
# Empty with DEBUG means localhost. live: elsewhere the package wants the Host header here literally, port included;
# "*" and ".example.com" do not count for it.
ALLOWED_HOSTS: list[str] = []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_aws_api_gateway_websockets",
    "live",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

ROOT_URLCONF = "example.urls"
WSGI_APPLICATION = "example.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
            ],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": STATE_DIR / "db.sqlite3",
        "OPTIONS": {
            # The gateway calls concurrently. A transaction that reads first and then wants to write would fail at once
            # with "database is locked"; one that says so from the start waits its turn.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"
STATIC_URL = "static/"
# The bundle of page/main.ts, and the client as one file for pages without a bundle.
STATICFILES_DIRS = [BASE_DIR / "dist"]

LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "chat"
LOGOUT_REDIRECT_URL = "login"

# live: where pages connect to, and where this site sends messages to. In production the first is the gateway's own
# domain, and there is no second: the package asks AWS.
WEBSOCKET_URL = os.environ.get("EXAMPLE_WEBSOCKET_URL", "ws://127.0.0.1:3001")
LOCAL_GATEWAY_URL = os.environ.get("EXAMPLE_GATEWAY_URL", "http://127.0.0.1:3001")

# live: any credentials do for the local gateway, but boto3 signs with nothing at all only where it finds none.
AWS_GATEWAY_REGION_NAME = "eu-west-1"
AWS_ACCESS_KEY_ID = "local"
AWS_SECRET_ACCESS_KEY = "local"

# live: the package's own defaults, spelled out. The client keeps to half of the connection limit by itself.
WEBSOCKETS = {
    "token_rate_limit_per_minute": 20,
    "token_expiry_seconds": 60,
    "rate_limit_max_attempts": 20,
    "rate_limit_window_minutes": 1,
}

# live: $connect carries the token in its URL, and an access log writes URLs down.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_tokens": {"()": "live.log_filter.WithoutTokens"}},
    "formatters": {"plain": {"format": "django   {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no_tokens"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.server": {
            "handlers": ["console"],
            "level": os.environ.get("EXAMPLE_LOG_LEVEL", "INFO"),
            "propagate": False,
        }
    },
}
