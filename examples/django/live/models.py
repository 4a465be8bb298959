from django.conf import settings
from django.db import models


class ChatLine(models.Model):
    """
    What was said. The gateway keeps nothing for who is away, and a message has neither number nor receipt: what must not
    be lost is kept here, and fetched again after each reconnect.
    """

    room = models.CharField(max_length=128, db_index=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    message = models.TextField()
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]

    def as_message(self) -> dict:
        return {
            "type": "chat_message",
            "id": self.pk,
            "username": self.user.get_username(),
            "message": self.message,
        }
