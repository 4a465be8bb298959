from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django_aws_api_gateway_websockets.views import WebSocketTokenView
from example.urls import urlpatterns as of_the_example
from live.live_view import LiveView

from . import views

urlpatterns = [
    *of_the_example,
    path("specs/blank/", views.blank),
    path("specs/steer/", views.steer),
    path("specs/token-for-some/", views.TokenForSome.as_view()),
    path("specs/plain-token/", WebSocketTokenView.as_view()),
    path("specs/ws-without-login/<slug:route>", login_not_required(LiveView.as_view())),
]
