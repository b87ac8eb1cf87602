"""How every role begins: its heap, logs, health and metrics, its version."""

from importlib.metadata import version

from config.health import SILENCE, Pulse, serve_health
from config.heap import share_arenas
from config.logs import start_logs
from config.metrics import BUILD
from config.settings import Settings


def begin(
    role: str,
    settings: Settings,
    health_port: int,
    bind: str = "127.0.0.1",
    silence: float = SILENCE,
) -> Pulse:
    """Start logs and the health server of a role; the pulse says `starting` until told otherwise.

    Call it first: it bounds the heap, which only helps before the first thread.
    Raises ConfigError when the port is taken.
    """
    share_arenas()
    start_logs(role, settings.log_level)
    BUILD.labels(version("wiredesk")).set(1)
    pulse = Pulse(silence)
    serve_health(pulse, health_port, bind)
    return pulse
