from django.urls import path
from example.urls import urlpatterns as of_the_example

from . import views

urlpatterns = [
    *of_the_example,
    path("specs/blank/", views.blank),
    path("specs/steer/", views.steer),
    path("specs/token-for-some/", views.TokenForSome.as_view()),
]
