import uuid


def broadcast(sessions, message: dict) -> list:
    """
    Sends a message to all sessions of a queryset, with an id that no other message has.

    While a connection is replaced the client gets each message twice, and knows the copies by their text. With the id it
    tells two equal texts apart too: `rotation: { dedupe: (message) => message.event_id }`.
    """
    return sessions.send_message({**message, "event_id": uuid.uuid4().hex})
