"""The example's own settings, and what specs need to steer it: a clock, users, a sender of numbers."""

from example.settings import *  # noqa: F403
from example.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "specs"]
ROOT_URLCONF = "specs.urls"
# Users come and go by the dozen.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
