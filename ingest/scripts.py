"""The Lua scripts beside this module: each state change in Redis is one of them, whole or not."""

from importlib import resources
from typing import Any

from redis.asyncio import Redis

Argument = bytes | str | int | float


class Script:
    """Files put together, in order: the last one is the body, others lend functions.

    The first argument of each script is the prefix of all keys. redis-py loads a script again
    where the server has forgotten it.
    """

    def __init__(self, client: "Redis", prefix: str, *names: str) -> None:
        folder = resources.files("ingest")
        lua = "\n".join(folder.joinpath(f"{name}.lua").read_text("utf-8") for name in names)
        self._prefix, self._run = prefix, client.register_script(lua)

    async def __call__(self, *arguments: Argument) -> Any:  # noqa: ANN401  whatever it returns
        return await self._run(args=[self._prefix, *arguments])


def text(value: bytes | str | None) -> str:
    """A Redis answer as text; nothing is the empty text."""
    return value.decode() if isinstance(value, bytes) else value or ""
