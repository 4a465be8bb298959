import ipaddress
import math
from datetime import timedelta

from django.http import HttpResponse
from django.utils import timezone
from django_aws_api_gateway_websockets.conf import get_setting
from django_aws_api_gateway_websockets.models import ConnectionRateLimit
from django_aws_api_gateway_websockets.views import WebSocketTokenView


class CountingTokenView(WebSocketTokenView):
    """
    Gives no token while the address, or the user, has had its connections of the minute.

    The package refuses such a connection anyway, but counts each refusal as one more connection: an office behind one
    address then keeps itself out. A refused token is not counted, and the client waits as long as `Retry-After` asks.
    """

    def dispatch(self, request, *args, **kwargs) -> HttpResponse:
        response = super().dispatch(request, *args, **kwargs)
        # Without this a page of another origin cannot read the two.
        response["Access-Control-Expose-Headers"] = "Retry-After, Date"
        return response

    def post(self, request, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return super().post(request, *args, **kwargs)
        seconds = max(
            seconds_until_free(ip_address=address_of(request)),
            seconds_until_free(user=request.user),
        )
        if seconds > 0:
            headers = {"Retry-After": str(seconds)}
            return HttpResponse("Too many connections", status=429, headers=headers)
        return super().post(request, *args, **kwargs)


def seconds_until_free(**who) -> int:
    """In how many seconds the package takes another connection of this address, or user; 0 for now."""
    limit = get_setting("rate_limit_max_attempts")
    window = timedelta(minutes=get_setting("rate_limit_window_minutes"))
    now = timezone.now()
    attempts = ConnectionRateLimit.objects.filter(attempt_time__gte=now - window, **who)
    times = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True)
    # The connection is free again when the last one that makes the number full has left the window.
    last = times[limit - 1 : limit]
    return max((math.ceil((at + window - now).total_seconds()) for at in last), default=0)


def address_of(request) -> str:
    """
    The address by which the package counts connections: the first of X-Forwarded-For. A client that forges it gets more
    tokens, and not one connection more.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")[0].strip()
    address = forwarded or request.META.get("REMOTE_ADDR", "")
    try:
        ipaddress.ip_address(address)
    except ValueError:
        return "0.0.0.0"
    return address
