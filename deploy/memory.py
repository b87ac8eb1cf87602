"""The embedded redis-server: append-only, never evicting, in the home, on a port of its own."""

import shutil
from pathlib import Path

from config.errors import ConfigError

CONFIG = """\
bind 127.0.0.1
port {port}
dir {folder}
daemonize no
set-proc-title no
save ""
appendonly yes
appendfsync everysec
maxmemory-policy noeviction
hash-max-listpack-value 256
"""  # listpacks up to 256 bytes: hashes with an address in them take a third of the memory
# a title would overwrite the environment by which deploy/leftovers.py knows its processes


def prepared_memory(folder: Path, port: int) -> list[str]:
    """The command that runs the Redis whose data is in `folder`. Raises ConfigError without one."""
    if shutil.which("redis-server") is None:
        raise ConfigError("no redis-server: apt-get install redis-server")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "redis.conf").write_text(CONFIG.format(port=port, folder=folder))
    return ["redis-server", str(folder / "redis.conf")]
