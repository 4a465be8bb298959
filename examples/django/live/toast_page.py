import secrets

from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.generic import TemplateView


@method_decorator(ensure_csrf_cookie, name="dispatch")
class ToastPage(LoginRequiredMixin, TemplateView):
    """A page without a build: its script is in the template, and its policy allows that script alone."""

    template_name = "live/toasts.html"

    def get_context_data(self, **kwargs) -> dict:
        live = {"url": settings.WEBSOCKET_URL, "tokenUrl": reverse("ws-token"), "channel": "toasts"}
        return super().get_context_data(**kwargs, live=live)

    def render_to_response(self, context, **options):
        # Django 6.0 and django-csp make the nonce and the header by themselves.
        nonce = secrets.token_urlsafe(16)
        response = super().render_to_response({**context, "csp_nonce": nonce}, **options)
        response["Content-Security-Policy"] = "; ".join(
            [
                "default-src 'none'",
                # The inline scripts that have the nonce, and what they import.
                f"script-src 'nonce-{nonce}'",
                # The token endpoint, and the gateway.
                f"connect-src 'self' {settings.WEBSOCKET_URL}",
                "style-src 'self'",
                "img-src data:",
                "form-action 'self'",
                "base-uri 'none'",
                "frame-ancestors 'none'",
            ]
        )
        return response
