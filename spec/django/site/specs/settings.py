"""The example's own settings, and what specs need to steer it: a clock, users, a sender of numbers."""

import os

from example.settings import *  # noqa: F403
from example.settings import INSTALLED_APPS, MIDDLEWARE, WEBSOCKETS

INSTALLED_APPS = [*INSTALLED_APPS, "specs"]
# What `gatewaySecret` in support/backend.ts says.
WEBSOCKETS = {**WEBSOCKETS, "gateway_secret": "a-gateway-secret-for-specs-alone-0"}
if os.environ.get("SPECS_LOGIN_REQUIRED"):
    MIDDLEWARE = [*MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]
ROOT_URLCONF = "specs.urls"
# Users come and go by the dozen.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
