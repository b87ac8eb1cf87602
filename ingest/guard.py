"""The door every request goes through: the socket itself asks whether it may be opened.

A lookup that is checked and then repeated can be answered twice (DNS rebinding), and aiohttp does
not look literal addresses up at all. So the check sits where the socket is made.
"""

import socket
from contextvars import ContextVar
from typing import Any

from aiohttp import (
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
    ThreadedResolver,
)
from aiohttp.connector import Connection

from ingest.addresses import may_connect

CONNECT_SECONDS, SILENCE_SECONDS = 10.0, 10.0
DNS_SECONDS = 60  # how long a lookup is remembered; what it says is checked at every socket


class Hop:
    """One request on its way: for whom a socket may be opened, and what became of it."""

    def __init__(self, host: str, allow: frozenset[str]) -> None:
        self.host, self.allow = host, allow
        self.refused: str | None = None  # why the last socket was not opened
        self.opened = False
        self.address: str | None = None  # the other end of the connection that was used


HOP: ContextVar[Hop] = ContextVar("hop")  # tasks that race for a connection inherit it


class Forbidden(OSError):
    """This address must not be connected to."""


def guarded_socket(info: tuple[Any, ...]) -> socket.socket:
    """A socket for this address, or Forbidden. Without a hop (LookupError) there is none at all."""
    family, kind, protocol, _, address = info
    hop = HOP.get()
    why = may_connect(address[0], address[1], hop.host, hop.allow)
    if why is not None:
        hop.refused = f"{hop.host} is {address[0]}: {why}"
        raise Forbidden(why)
    hop.opened = True
    return socket.socket(family, kind, protocol)


class Reply(ClientResponse):
    """Notes the address at the other end before the connection goes back to its pool."""

    async def start(self, connection: Connection) -> ClientResponse:
        peer = connection.transport and connection.transport.get_extra_info("peername")
        HOP.get().address = peer[0] if peer else None
        return await super().start(connection)


def guarded_session(agent: str) -> ClientSession:
    """Connections that only `guarded_socket` opens: no proxy, no cookies, no passwords of ours."""
    connector = TCPConnector(
        socket_factory=guarded_socket,
        resolver=ThreadedResolver(),
        ttl_dns_cache=DNS_SECONDS,
        limit=0,  # the poller bounds them; at aiohttp's hundred slow ones keep off the others
    )
    return ClientSession(
        connector=connector,
        response_class=Reply,
        cookie_jar=DummyCookieJar(),
        timeout=ClientTimeout(sock_connect=CONNECT_SECONDS, sock_read=SILENCE_SECONDS),
        headers={"User-Agent": agent},
        trust_env=False,
    )
