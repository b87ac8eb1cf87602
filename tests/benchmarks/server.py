"""python -m tests.benchmarks.server COUNT: serves the benchmark's feeds and pages on loopback.

Prints its port; its feeds are empty until a line comes on its standard input: roles warm up first.
"""

import asyncio
import sys

from aiohttp import web

from tests.benchmarks.pages import HOSTS, feeds, host_of, pages, rss


async def serve(count: int) -> None:
    all_pages = pages(count)
    bodies = {f"/{page.path}": page.body for page in all_pages}
    documents: dict[str, bytes] = {}
    gate = asyncio.Event()

    async def answer(request: web.Request) -> web.Response:
        if request.path in documents:
            empty = rss(0, request.path.strip("/").removesuffix(".xml"), [])
            document = documents[request.path] if gate.is_set() else empty
            return web.Response(body=document, content_type="application/rss+xml")
        if request.path in bodies:
            return web.Response(body=bodies[request.path], content_type="text/html")
        return web.Response(status=404)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, host_of(0), 0).start()
    port = runner.addresses[0][1]
    for feed in range(1, HOSTS):
        await web.TCPSite(runner, host_of(feed), port).start()
    for name, document in feeds(port, all_pages).items():
        documents[f"/{name}.xml"] = document
    print(port, len(documents), flush=True)  # noqa: T201  the parent reads it
    await asyncio.to_thread(sys.stdin.readline)
    gate.set()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
