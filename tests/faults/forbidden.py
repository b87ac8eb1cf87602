"""python -m tests.faults.forbidden: addresses nobody should ask, where somebody listens on all.

In a network namespace of its own (root, or user namespaces) every address of both versions is this
machine's, and a server takes each connection. Each forbidden address is asked directly, by a name
that means it, and by a redirect from a public one; a name server tells a public address first and a
forbidden one afterwards. Must: 0 connections but to the public address, which shows that all works.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from ipaddress import IPv4Address, ip_network
from pathlib import Path

from config.urls import host_of
from ingest.addresses import NO_IPV4, NO_IPV6, PORTS
from ingest.errors import IngestError
from ingest.fetcher import Fetcher
from tests.conftest import SHARED

INSIDE = "WIREDESK_TEST_NAMESPACE"
PUBLIC = "8.8.8.8"  # where connections must come, to show that all works
ALLOWED = {PUBLIC, "1.1.1.1"}  # the second is an example of a list of others
HEARD = sorted({*PORTS, 21, 22, 25, 53, 81, 389, 3306, 5432, 6379, 9092, 9200, 11211})
REBINDING = "rebind.example"
SECONDS = 2.0  # of one fetch
LOCAL = (
    "ip link set lo up",
    "ip route add local 0.0.0.0/0 dev lo",
    "ip -6 route add local ::/0 dev lo",
)


def main() -> int:
    if INSIDE in os.environ:
        return asyncio.run(asked())
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run(
            ["unshare", *([] if os.geteuid() == 0 else ["-r"]), "-n", "-m", "sh", "-ec",
             inside(Path(folder)), "sh", sys.executable, "-m", "tests.faults.forbidden"],
            env=os.environ | {INSIDE: "1"}, check=False,
        ).returncode  # fmt: skip


def inside(folder: Path) -> str:
    """The commands that make the namespace ours, and then go on."""
    names = sorted({host for url in addresses() if "." in (host := host_of(url)) and named(host)})
    hosts = ["127.0.0.1 localhost", *(f"127.0.0.1 {name}" for name in names)]
    (folder / "hosts").write_text("\n".join([*hosts, *by_name(), ""]))
    (folder / "resolv.conf").write_text("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    files = [f"mount --bind {folder / name} /etc/{name}" for name in ("hosts", "resolv.conf")]
    return "; ".join([*LOCAL, *files, 'exec "$@"'])


def named(host: str) -> bool:
    return not host.replace(".", "").isdigit() and not host.startswith("[")


# ── whom to ask ──


def addresses() -> list[str]:
    """Forbidden addresses as people spell them, and the lists of others."""
    own = [f"http://{spelled}/" for host in hosts() for spelled in spellings(host)]
    ports = [f"http://127.0.0.1:{port}/" for port in HEARD]
    ports += [f"http://{PUBLIC}:{port}/" for port in HEARD if port not in PORTS]
    named_so = [f"http://{line.split()[1]}/" for line in by_name()]
    return list(dict.fromkeys([*own, *ports, *named_so, *of_others()]))


def hosts() -> Iterator[str]:
    """The first, second and last address of each network."""
    for text in (*NO_IPV4, *NO_IPV6):
        network = ip_network(text)
        for place in sorted({0, min(1, network.num_addresses - 1), network.num_addresses - 1}):
            host = network[place]
            yield str(host) if host.version == 4 else f"[{host}]"
    yield from ("169.254.169.254", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]", "[::127.0.0.1]")


def spellings(host: str) -> Iterator[str]:
    yield host
    if host.startswith(("127.", "10.", "169.254.")):
        number = int(IPv4Address(host))
        yield from (
            str(number),
            hex(number),
            f"0{number:o}",
            f"{host}.",
            f"%{ord(host[0]):x}{host[1:]}",
        )


def by_name() -> list[str]:
    """Lines for the file of hosts."""
    told = [host.strip("[]") for host in hosts()]
    return [f"{host} inner{place}.example" for place, host in enumerate(told)]


def of_others() -> list[str]:
    file = SHARED / "data" / "bad-urls" / "ssrf_urls.jsonl"
    return (
        [json.loads(line)["url"] for line in file.read_text().splitlines()] if file.exists() else []
    )


# ── what happens then ──


class Listener:
    """Takes every connection; at the public address it redirects to what is forbidden."""

    def __init__(self, urls: list[str]) -> None:
        self.urls, self.taken = urls, Counter[str]()

    async def listen(self) -> None:
        for port in HEARD:
            for host in ("0.0.0.0", "::"):
                with suppress(OSError):
                    await asyncio.start_server(self.answer, host, port)

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.taken[f"{writer.get_extra_info('sockname')[0]}".removeprefix("::ffff:")] += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError):
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
            status = "200 OK"
            if path.startswith("/to/"):
                status = f"302 Found\r\nLocation: {self.urls[int(path[4:])]}"
            writer.write(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nok".encode())
            await writer.drain()
        writer.close()


class Names(asyncio.DatagramProtocol):
    """A name server: one name is public when it is asked for first, all else is forbidden."""

    def __init__(self) -> None:
        self.asked = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        question = data[12:]
        version4 = question[:-4].endswith(b"\0") and question[-4:-2] == b"\0\x01"
        self.asked += version4 and REBINDING.split(".", maxsplit=1)[0].encode() in question
        told = PUBLIC if self.asked == 1 else "127.0.0.1"
        packed = bytes(map(int, told.split(".")))
        found = b"\xc0\x0c\0\x01\0\x01\0\0\0\0\0\x04" + packed if version4 else b""
        counts = b"\0\x01" + (b"\0\x01" if version4 else b"\0\0") + b"\0\0\0\0"
        self.transport.sendto(data[:2] + b"\x81\x80" + counts + question + found, addr)  # type: ignore[attr-defined]


async def asked() -> int:
    urls = addresses()
    listener, loop = Listener(urls), asyncio.get_running_loop()
    await listener.listen()
    _, names = await loop.create_datagram_endpoint(Names, local_addr=("127.0.0.1", 53))
    words = Counter[str]()
    async with Fetcher(seconds=SECONDS, feed_bytes=1 << 20, page_bytes=1 << 20) as fetcher:
        direct = [await word(fetcher, url) for url in urls]
        redirected = [await word(fetcher, f"http://{PUBLIC}/to/{n}") for n in range(len(urls))]
    rebound = [await rebind() for _ in range(3)]
    words.update([*direct, *redirected])
    public = sum(listener.taken.pop(address, 0) for address in ALLOWED)
    rows = {
        "addresses": len(urls), "asked directly": len(direct), "by redirect": len(redirected),
        "name asked for again": f"{names.asked} times: {', '.join(rebound)}",
        "connections to public addresses": public,
        "connections to others": f"{listener.taken.total()} (must 0) {dict(listener.taken) or ''}",
        "reasons": dict(words.most_common()),
    }  # fmt: skip
    sys.stdout.writelines(f"{name:35}{told}\n" for name, told in rows.items())
    return 1 if listener.taken or not public else 0


async def rebind() -> str:
    """A fetcher that has not asked for this name before."""
    async with Fetcher(seconds=SECONDS, feed_bytes=1 << 20, page_bytes=1 << 20) as fetcher:
        return await word(fetcher, f"http://{REBINDING}/")


async def word(fetcher: Fetcher, url: str) -> str:
    try:
        return str((await fetcher.fetch(url)).status)
    except IngestError as error:
        return error.result


if __name__ == "__main__":
    sys.exit(main())
