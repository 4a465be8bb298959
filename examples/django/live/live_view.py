import threading
import time

from django.db import transaction
from django.http import JsonResponse
from django_aws_api_gateway_websockets.models import WebSocketSession
from django_aws_api_gateway_websockets.views import WebSocketView

from .broadcast import broadcast
from .models import ChatLine

HISTORY = 50
LEVELS = ("success", "info", "warning", "error")
MOST_STEPS = 1_000
LONGEST_PAUSE = 60.0


class LiveView(WebSocketView):
    """
    What clients can ask for, a method each.

    What a method returns reaches nobody: the routes that the package makes are one-way. An answer is a message of its own,
    and carries the `request_id` of its request, by which `socket.request()` finds it. What others get never carries it:
    whoever knows the id of a request can answer it.
    """

    # Named, so that a method added later is not at once everybody's to call.
    ALLOWED_HANDLERS = {
        "chat_message",
        "fetch_history",
        "change_channel",
        "toast",
        "task_progress",
        "ping",
        "default",
    }

    def chat_message(self, request, *args, **kwargs) -> None:
        line = ChatLine.objects.create(
            room=self.room, user=request.user, message=str(self.body.get("message", ""))
        )
        # Not before the others can read it: what is missing live must be in the history.
        transaction.on_commit(lambda: broadcast(self.everybody_here(), line.as_message()))
        if "request_id" in self.body:
            self.reply({"type": "reply"})

    def fetch_history(self, request, *args, **kwargs) -> None:
        newest = ChatLine.objects.filter(room=self.room).select_related("user")
        lines = reversed(newest.order_by("-id")[:HISTORY])
        self.reply(
            {
                "type": "history",
                "room": self.room,
                "messages": [line.as_message() for line in lines],
            }
        )

    def change_channel(self, request, *args, **kwargs):
        refusal = super().change_channel(request, *args, **kwargs)
        if refusal is not None and refusal.status_code != 200:
            return refusal
        self.reply({"type": "channel_changed", "channel": self.room})
        return None

    def toast(self, request, *args, **kwargs) -> None:
        level = self.body.get("level")
        toast = {
            "type": "toast",
            "level": level if level in LEVELS else "info",
            "message": str(self.body.get("message", "")),
        }
        if "title" in self.body:
            toast["title"] = str(self.body["title"])
        self.reply(toast)

    def task_progress(self, request, *args, **kwargs) -> None:
        """
        A task that tells how far it is. It runs beside the request, which API Gateway ends after 29 s; a real site gives
        it to its task queue.
        """
        steps = int(min(max(number(self.body.get("steps"), 5), 1), MOST_STEPS))
        pause = min(max(number(self.body.get("every"), 100) / 1_000, 0), LONGEST_PAUSE)
        task_id = self.body.get("task_id", f"task-{self.websocket_session.pk}")

        def work() -> None:
            for step in range(1, steps + 1):
                done = step == steps
                self.reply(
                    {
                        "type": "task_progress",
                        "task_id": task_id,
                        "percent": round(100 * step / steps),
                        "message": "done" if done else f"step {step} of {steps}",
                    }
                )
                # A send that met a 410 says so here.
                if done or not self.websocket_session.connected:
                    return
                time.sleep(pause)

        threading.Thread(target=work, daemon=True).start()

    def ping(self, request, *args, **kwargs) -> None:
        """
        The client's `keepAlive` sends this on each new connection. The package refuses the messages of a row that counts
        as closed, so an answer proves that the connection receives broadcasts and that its messages are handled.
        """
        self.reply({"type": "pong"})

    def default(self, request, *args, **kwargs) -> JsonResponse:
        known = ("action", "handler", "type")
        rest = {name: value for name, value in self.body.items() if name not in known}
        self.reply({"type": "echo", **rest})
        return JsonResponse({})

    @property
    def room(self) -> str:
        return self.websocket_session.channel_name

    def everybody_here(self):
        return WebSocketSession.objects.filter(channel_name=self.room, connected=True)

    def reply(self, message: dict) -> None:
        self.websocket_session.send_message(self.answering(message))

    def answering(self, message: dict) -> dict:
        if "request_id" not in self.body:
            return message
        return {**message, "request_id": self.body["request_id"]}


def number(value: object, otherwise: float) -> float:
    return value if isinstance(value, (int, float)) else otherwise
