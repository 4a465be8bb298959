from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from live.chat_page import ChatPage
from live.live_view import LiveView
from live.toast_page import ToastPage
from live.tokens import CountingTokenView

urlpatterns = [
    path("", ChatPage.as_view(), name="chat"),
    path("toasts/", ToastPage.as_view(), name="toasts"),
    path("login/", LoginView.as_view(template_name="live/login.html"), name="login"),
    path("logout/", LogoutView.as_view(), name="logout"),
    # The page asks here for a token before each connection.
    path("api/ws-token/", CountingTokenView.as_view(), name="ws-token"),
    # API Gateway calls here: connect, disconnect, and default for messages.
    path("ws/<slug:route>", LiveView.as_view(), name="live"),
]
