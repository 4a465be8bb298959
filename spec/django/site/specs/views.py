import json

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django_aws_api_gateway_websockets.models import (
    ChannelPermission,
    ConnectionRateLimit,
    WebSocketSession,
)
from django_aws_api_gateway_websockets.views import WebSocketTokenView

from . import clock
from .numbers import EqualTexts, Numbers

PASSWORD = "lovelace"

_numbers: dict[str, Numbers] = {}


class TokenForSome(PermissionRequiredMixin, WebSocketTokenView):
    """A site's own rule on who may connect, as such rules are mostly made."""

    permission_required = "live.add_chatline"
    raise_exception = True


def blank(request):
    """A page of this origin with nothing on it."""
    return HttpResponse("<!doctype html><title>blank</title>")


@csrf_exempt
@login_not_required
def steer(request):
    orders = json.loads(request.body)
    answer = getattr(Orders, orders.pop("order"))(**orders)
    return JsonResponse(answer or {})


class Orders:
    @staticmethod
    def clock(ahead: float, speed: float) -> None:
        clock.set_to(ahead, speed)

    @staticmethod
    def user(username: str) -> None:
        user, made = get_user_model().objects.get_or_create(username=username)
        if made:
            user.set_password(PASSWORD)
            user.save()

    @staticmethod
    def configure(**values) -> None:
        """Settings that Django reads with each request."""
        for name, value in values.items():
            setattr(settings, name, value)

    @staticmethod
    def attempts(username: str, count: int) -> None:
        user = get_user_model().objects.get(username=username)
        for _ in range(count):
            ConnectionRateLimit.record_attempt("127.0.0.1", user, successful=True)

    @staticmethod
    def close_channel(channel: str) -> None:
        staff_only = ChannelPermission.Access.STAFF_ONLY
        ChannelPermission.objects.create(channel_name=channel, access=staff_only)

    @staticmethod
    def rows() -> dict:
        rows = WebSocketSession.objects.order_by("pk")
        names = ("connection_id", "channel_name", "connected")
        return {"rows": list(rows.values(*names))}

    @staticmethod
    def start_numbers(channel: str, per_second: float, equal: bool = False) -> None:
        _numbers[channel] = (EqualTexts if equal else Numbers)(channel, per_second)
        _numbers[channel].start()

    @staticmethod
    def stop_numbers(channel: str) -> dict:
        return _numbers.pop(channel).stop()
