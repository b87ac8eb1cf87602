"""One line of JSON an event, on stderr; repeated troubles at most every 10 s."""

import logging
import re
import sys
import time
from collections.abc import Callable

from pythonjsonlogger.json import JsonFormatter

from config.metrics import LOGGED

EVERY = 10.0  # seconds between two lines of the same event with the same cause
CAUSE = 200  # characters of an error that tell it from others: a path, a line, what is wrong
LONGEST = 2048  # characters of one field
NOISY = ("aiokafka", "kafka", "faust", "mode", "asyncio", "trafilatura", "httpx", "htmldate")
USERINFO = re.compile(r"(?<=://)[^/@\s]+@")
SECRET_NAME = re.compile(r"(?i)(password|token|secret|api_?key)$")
SECRET = re.compile(r"(?i)((?:password|token|secret|api_?key)[\"']?\s*[=:]\s*[\"']?)[^\s&\"',}]+")


def start_logs(role: str, level: str = "info") -> None:
    """Send the root logger's events to stderr, one JSON object a line, with the role's name.

    Library loggers speak from WARNING on: Faust builds two records a message otherwise.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(Repeats())
    handler.setFormatter(formatter(role))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def formatter(role: str) -> JsonFormatter:
    return Redacting(
        "{message}{levelname}{name}",
        style="{",
        rename_fields={"message": "event", "levelname": "level", "name": "logger"},
        static_fields={"role": role},
        timestamp="ts",
        json_ensure_ascii=False,
    )


class Redacting(JsonFormatter):
    """Cuts long fields; takes passwords and the user part out of addresses."""

    def process_log_record(self, log_data: dict[str, object]) -> dict[str, object]:
        return {name: shown(value, name) for name, value in log_data.items()}


def shown(value: object, name: str = "") -> object:
    """A field as it may be written: cut, and without the secrets in it or in what it holds."""
    if SECRET_NAME.search(name):
        return "***"
    if isinstance(value, dict):
        return {key: shown(inner, str(key)) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [shown(inner) for inner in value]
    if not isinstance(value, str):
        return value
    return SECRET.sub(r"\1***", USERINFO.sub("***@", value))[:LONGEST]


class Repeats(logging.Filter):
    """Lets the same trouble through once in a while and says how often it was held back."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._held: dict[tuple[str, str, str], tuple[float, int]] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        LOGGED.labels(record.levelname.lower()).inc()
        if record.levelno < logging.WARNING:
            return True
        cause = str(getattr(record, "error", ""))[:CAUSE]
        key, now = (record.name, str(record.msg)[:80], cause), self._clock()
        since, held = self._held.get(key, (float("-inf"), 0))
        if now - since < EVERY:
            self._held[key] = since, held + 1
            return False
        if held:
            record.suppressed = held
        if len(self._held) > 1000:  # noqa: PLR2004  bounded, whatever hosts invent
            self._held.clear()
        self._held[key] = now, 0
        return True
