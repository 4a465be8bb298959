import os

from django.apps import AppConfig

from . import clock


class SpecsConfig(AppConfig):
    name = "specs"

    def ready(self) -> None:
        clock.install(
            ahead=float(os.environ.get("SPECS_CLOCK_AHEAD", 0)),
            speed=float(os.environ.get("SPECS_CLOCK_SPEED", 1)),
        )
