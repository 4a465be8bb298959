"""
The time that Django and the package go by, so that no spec waits a minute for a window of a minute to pass. Both ask
`django.utils.timezone.now`, also for the fields that fill themselves.
"""

from datetime import datetime, timedelta

from django.utils import timezone

_real_now = timezone.now
_set_at = _real_now()
_ahead = timedelta()
_speed = 1.0


def now() -> datetime:
    real = _real_now()
    return real + _ahead + (real - _set_at) * (_speed - 1)


def install(ahead: float, speed: float) -> None:
    set_to(ahead, speed)
    timezone.now = now


def set_to(ahead: float, speed: float) -> None:
    """From now on so many seconds ahead of the real time, and so many times as fast."""
    global _set_at, _ahead, _speed
    _set_at, _ahead, _speed = _real_now(), timedelta(seconds=ahead), speed
