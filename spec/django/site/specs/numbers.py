"""Messages to a channel, as fast as asked for, the way a site sends: with the package's `send_message`."""

import threading
import time

from django.db import connection
from django_aws_api_gateway_websockets.models import WebSocketSession
from live.broadcast import broadcast


class Numbers(threading.Thread):
    def __init__(self, channel: str, per_second: float) -> None:
        super().__init__(daemon=True)
        self.channel = channel
        self.pause = 1 / per_second
        self.sent = 0
        self.error: str | None = None
        self.stopping = threading.Event()
        self.began = time.monotonic()
        self.ended = self.began

    def run(self) -> None:
        try:
            # The first one makes the client of boto3, which takes as long as a hundred others.
            self.one()
            self.began = time.monotonic()
            while not self.stopping.is_set():
                self.one()
                due = self.began + self.sent * self.pause
                self.stopping.wait(max(0, due - time.monotonic()))
        except Exception as error:
            self.error = repr(error)
        finally:
            self.ended = time.monotonic()
            connection.close()

    def one(self) -> None:
        self.send(WebSocketSession.objects.filter(channel_name=self.channel))
        self.sent += 1

    def send(self, here) -> None:
        here.send_message({"type": "number", "n": self.sent})

    def stop(self) -> dict:
        self.stopping.set()
        self.join()
        return {"sent": self.sent, "seconds": self.ended - self.began, "error": self.error}


class EqualTexts(Numbers):
    """The same again and again, told apart by the id that the example gives each broadcast."""

    def send(self, here) -> None:
        broadcast(here, {"type": "toast", "level": "info", "message": "the same again"})
