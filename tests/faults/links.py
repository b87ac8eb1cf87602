"""client ─ link ─▶ server: a TCP proxy whose line can be made slow, silent, half-open or torn.

Kinds of trouble are named as in the field: latency, bandwidth, timeout, half-open, reset_peer.
"""

import asyncio
import random
import socket
import struct
import threading
from contextlib import suppress

import msgspec

CHUNK = 64 << 10  # bytes that are carried at once
NARROW = 4 << 10  # the same on a slow line
AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: a closed socket sends RST, not FIN


class Trouble(msgspec.Struct, frozen=True):
    """What is wrong with a line, in seconds and bytes a second."""

    name: str = ""
    latency: float = 0.0
    jitter: float = 0.0
    bandwidth: int = 0  # 0: as it is
    is_silent: bool = False  # nothing comes through; held, not lost
    is_half_open: bool = False  # requests arrive, answers are lost
    refuses: bool = False  # whoever connects is reset


LATENCY = Trouble("latency", latency=0.15, jitter=0.1)
SLOW = Trouble("slow", bandwidth=48 << 10)
SILENT = Trouble("silent", is_silent=True)
HALF_OPEN = Trouble("half-open", is_half_open=True)
RESET = Trouble("reset", refuses=True)
TROUBLES = (LATENCY, SLOW, SILENT, HALF_OPEN, RESET)


class Link:
    """Listens on `port`, carries to `target`; in a thread of its own, with a loop of its own."""

    def __init__(self, target: int = 0) -> None:
        self.target, self.trouble, self.port = target, Trouble(), 0
        self._draw, self._writers = random.Random(1), set[asyncio.StreamWriter]()
        self._speaks = asyncio.Event()
        self._speaks.set()
        self._loop, ready = asyncio.new_event_loop(), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        ready.wait()

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        served = asyncio.start_server(self._serve, "127.0.0.1", 0, limit=CHUNK)
        server = self._loop.run_until_complete(served)
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(self._let_go())
        self._loop.close()

    async def _let_go(self) -> None:
        """End what is still carried."""
        mine = asyncio.all_tasks() - {asyncio.current_task()}
        self._reset()
        for task in mine:
            task.cancel()
        await asyncio.gather(*mine, return_exceptions=True)

    def begin(self, trouble: Trouble) -> None:
        """From now on; a reset and a half-open line concern those who are connected, too."""
        self.trouble = trouble
        if trouble.is_silent:
            self._loop.call_soon_threadsafe(self._speaks.clear)
        if trouble.refuses:
            self._loop.call_soon_threadsafe(self._reset)

    def end(self) -> None:
        """All is well again; a line that was half-open is found dead."""
        lost = self.trouble.is_half_open
        self.trouble = Trouble()
        self._loop.call_soon_threadsafe(self._speaks.set)
        if lost:
            self._loop.call_soon_threadsafe(self._reset)

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _reset(self) -> None:
        for writer in self._writers:
            abort(writer)
        self._writers.clear()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far = await asyncio.open_connection("127.0.0.1", self.target, limit=CHUNK)
        except OSError:
            abort(writer)
            return
        if self.trouble.refuses:
            abort(writer)
            abort(far[1])
            return
        self._writers |= {writer, far[1]}
        there = self._carry(reader, far[1], answers=False)
        back = self._carry(far[0], writer, answers=True)
        await asyncio.gather(there, back)
        self._writers -= {writer, far[1]}

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, answers: bool
    ) -> None:
        """One direction, until its end."""
        with suppress(OSError):
            while data := await reader.read(NARROW if self.trouble.bandwidth else CHUNK):
                await self._weather(len(data))
                if not (answers and self.trouble.is_half_open):
                    writer.write(data)
                    await writer.drain()
        writer.close()

    async def _weather(self, size: int) -> None:
        """What a piece goes through before it arrives."""
        await self._speaks.wait()
        now = self.trouble
        if now.latency:
            await asyncio.sleep(now.latency + self._draw.random() * now.jitter)
        if now.bandwidth:
            await asyncio.sleep(size / now.bandwidth)


def abort(writer: asyncio.StreamWriter) -> None:
    """Reset a connection."""
    line: socket.socket | None = writer.get_extra_info("socket")
    with suppress(OSError):
        if line is not None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
    writer.transport.abort()
