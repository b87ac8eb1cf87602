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
from streams.web.render import page

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


def answer(
    request: AnyRequest, status: int, error: str, headers: dict[str, str] | None = None
) -> Response[Any]:
    """JSON under /v1, a page elsewhere."""
    if request.url.path.startswith("/v1"):
        body: object = Trouble(status, error)
        return Response(body, status_code=status, headers=headers, media_type="application/json")
    words = page("trouble.html", status=status)
    return Response(words, status_code=status, headers=headers, media_type="text/html")


def refused(request: AnyRequest, error: HTTPException) -> Response[Any]:
    """What Litestar or a handler says no to; the details of a validation name the parameter."""
    details = error.extra if isinstance(error.extra, list) else []
    named = "; ".join(f"{one.get('key')}: {one.get('message')}" for one in details)
    return answer(request, error.status_code, (named or error.detail)[:500])


def away(request: AnyRequest, error: Exception) -> Response[Any]:
    log.warning("away", extra={"error": repr(error)})
    return answer(
        request, 503, "Kafka or Redis is away, come back soon", {"retry-after": AWAY_SECONDS}
    )


def full(request: AnyRequest, error: Full) -> Response[Any]:
    return answer(
        request, 429, "as many streams as allowed are open", {"retry-after": FULL_SECONDS}
    )


def broken(request: AnyRequest, error: Exception) -> Response[Any]:
    log.error("broken", exc_info=error)
    return answer(request, 500, "something is broken here; the log tells what")


HANDLERS: dict[int | type[Exception], Callable[[AnyRequest, Any], Response[Any]]] = {
    HTTPException: refused,
    Full: full,
    KafkaError: away,
    Exception: broken,
    **dict.fromkeys(REDIS_AWAY, away),
}
