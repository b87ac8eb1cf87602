"""What goes wrong, told briefly: to programs as JSON, to people as a page; inner facts stay in."""

import logging
from collections.abc import Callable
from typing import Any

import msgspec
from aiokafka.errors import KafkaError
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response.base import ASGIResponse

from config.patience import REDIS_AWAY
from streams.web.hub import Full

AnyRequest = Request[Any, Any, Any]
log = logging.getLogger(__name__)

AWAY_SECONDS = "2"  # Retry-After: Redis and the embedded broker are back within that
FULL_SECONDS = "30"


class Trouble(msgspec.Struct, frozen=True):
    """The body of every answer that is not what was asked for."""

    status: int
    error: str


def trouble(status: int, error: str, headers: dict[str, str] | None = None) -> ASGIResponse:
    return ASGIResponse(
        status_code=status,
        body=msgspec.json.encode(Trouble(status, error)),
        headers=headers,
        media_type="application/json",
    )


def answer(status: int, error: str, headers: dict[str, str] | None = None) -> Response[Trouble]:
    return Response(
        Trouble(status, error), status_code=status, headers=headers, media_type="application/json"
    )


def refused(_: AnyRequest, error: HTTPException) -> Response[Trouble]:
    """What Litestar or a handler says no to; the details of a validation name the parameter."""
    details = error.extra if isinstance(error.extra, list) else []
    named = "; ".join(f"{one.get('key')}: {one.get('message')}" for one in details)
    return answer(error.status_code, (named or error.detail)[:500])


def away(_: AnyRequest, error: Exception) -> Response[Trouble]:
    log.warning("away", extra={"error": repr(error)})
    return answer(503, "Kafka or Redis is away, come back soon", {"retry-after": AWAY_SECONDS})


def full(_: AnyRequest, error: Full) -> Response[Trouble]:
    return answer(429, "as many streams as allowed are open", {"retry-after": FULL_SECONDS})


def broken(_: AnyRequest, error: Exception) -> Response[Trouble]:
    log.error("broken", exc_info=error)
    return answer(500, "something is broken here; the log tells what")


HANDLERS: dict[int | type[Exception], Callable[[AnyRequest, Any], Response[Any]]] = {
    HTTPException: refused,
    Full: full,
    KafkaError: away,
    Exception: broken,
    **dict.fromkeys(REDIS_AWAY, away),
}
