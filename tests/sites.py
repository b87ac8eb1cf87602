"""Servers on loopback that answer as their test wants them to, and note what they were asked."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from ingest.errors import IngestError

MOST = 1 << 20
Served = bytes | Callable[[asyncio.StreamWriter], Awaitable[None]]


class Site:
    """A server that answers each path with the bytes, or by the function, it was given."""

    def __init__(self, **pages: Served) -> None:
        self.pages = pages
        self.asked: list[dict[str, str]] = []
        self.connections = 0

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                request, *lines = head.decode("latin-1").strip().split("\r\n")
                name = request.split(" ")[1].strip("/")
                headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
                self.asked.append(headers | {"path": name})
                page = self.pages[name]
                if callable(page):
                    await page(writer)
                    break
                writer.write(page)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    @asynccontextmanager
    async def running(self, tls: ssl.SSLContext | None = None) -> AsyncIterator[str]:
        server = await asyncio.start_server(self.answer, "127.0.0.1", 0, ssl=tls)
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        server.close()


def page(body: bytes = b"hello", status: str = "200 OK", **headers: str) -> bytes:
    given = {"content-length": str(len(body))} | {
        k.replace("_", "-"): v for k, v in headers.items()
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in given.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def moved(to: str, status: str = "302 Found") -> bytes:
    return page(b"", status, location=to)


async def refusal(fetching: Awaitable[object]) -> IngestError:
    with pytest.raises(IngestError) as caught:
        await fetching
    return caught.value
