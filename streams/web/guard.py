"""Every request passes here first: who may ask, by which method, under which name; and counted."""

import hmac
from base64 import b64decode
from pathlib import Path
from urllib.parse import urlsplit

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from config.errors import ConfigError
from config.metrics import HTTP
from streams.web.troubles import trouble

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
PROTECTION = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
LOOPBACK = ("127.0.0.1", "localhost", "::1", "[::1]")


class Guard:
    """The outermost ASGI app. `tokens`: empty on loopback, where nobody needs one.

    `names`: the host names we answer to, so that no foreign page can reach a loopback server by
    a name of its own that resolves to 127.0.0.1; empty: any.
    """

    def __init__(self, app: ASGIApp, tokens: tuple[str, ...], names: tuple[str, ...]) -> None:
        self._app, self._tokens, self._names = app, tokens, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):  # lifespan
            await self._app(scope, receive, send)
            return

        async def protected(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableScopeHeaders.from_message(message)
                headers.update(PROTECTION)
                HTTP.labels(scope.get("path_template") or "none", message["status"]).inc()
            await send(message)

        refusal = self._refusal(scope.get("method"), Headers.from_scope(scope))
        await (refusal or self._app)(scope, receive, protected)

    def _refusal(self, method: object, headers: Headers) -> ASGIApp | None:
        if method != "GET":
            return trouble(405, "only GET", {"allow": "GET"})
        if self._names and host_name(headers.get("host", "")) not in self._names:
            return trouble(421, "not a name of this server; it answers to WIREDESK_PUBLIC_URL")
        if self._tokens and not admitted(headers.get("authorization", ""), self._tokens):
            return trouble(401, "a token is needed", {"www-authenticate": 'Basic realm="wiredesk"'})
        return None


def host_name(host: str) -> str:
    """`127.0.0.1:8470` → `127.0.0.1`."""
    name, _, port = host.rpartition(":")
    return (name if port.isdigit() else host).lower()


def admitted(authorization: str, tokens: tuple[str, ...]) -> bool:
    """Whether a header carries a token: as Bearer, or as the password that browsers ask for."""
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() == "basic":
        rest = password(rest)
    elif scheme.lower() != "bearer":
        return False
    given = rest.strip().encode()
    found = [hmac.compare_digest(given, token.encode()) for token in tokens]  # all, in equal time
    return any(found)


def password(credentials: str) -> str:
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:  # not base64, or not UTF-8
        return ""


def load_tokens(file: Path) -> tuple[str, ...]:
    """One token a line, `name:token` where it shall be known whose. Raises ConfigError."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"WIREDESK_TOKENS_FILE: cannot read {file}: {error}") from None
    tokens = tuple(line.rpartition(":")[2] for line in lines if line and not line.startswith("#"))
    if not all(tokens) or not tokens:
        raise ConfigError(f"WIREDESK_TOKENS_FILE: {file} has no token, or an empty one")
    return tokens


def names_of(public_url: str) -> tuple[str, ...]:
    """The host names a loopback server answers to: its own and the one it is reached under."""
    outside = urlsplit(public_url).hostname
    return (*LOOPBACK, outside) if outside else LOOPBACK
