from django.conf import settings
from django.contrib.auth.mixins import LoginRequiredMixin
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.generic import TemplateView


# Without a form on the page Django sets no CSRF cookie, and the token endpoint wants it.
@method_decorator(ensure_csrf_cookie, name="dispatch")
class ChatPage(LoginRequiredMixin, TemplateView):
    template_name = "live/chat.html"

    def get_context_data(self, **kwargs) -> dict:
        live = {
            "url": settings.WEBSOCKET_URL,
            "tokenUrl": reverse("ws-token"),
            "channel": "general",
            "username": self.request.user.get_username(),
        }
        return super().get_context_data(**kwargs, live=live)
