import uuid


def broadcast(sessions, message: dict) -> list:
    """
    Sends a message to all sessions of a queryset, with an id that no other message has.

    While a connection is replaced the client receives each message twice, and compares the texts. By the id two messages
    with equal texts are told apart too: `rotation: { dedupe: (message) => message.event_id }`.
    """
    return sessions.send_message({**message, "event_id": uuid.uuid4().hex})
