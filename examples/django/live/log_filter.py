import logging
import re

TOKEN = re.compile(r"(ws_token=)[^&\s\"]+")


class WithoutTokens(logging.Filter):
    """Takes the token out of the URLs that a log line is about to show."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = TOKEN.sub(r"\1…", record.getMessage())
        record.args = None
        return True
