"""`wiredesk publish`: the role that publishes, exactly once."""

import click
import uvloop

from config.roles import begin
from config.settings import load_settings
from config.startup import wait_for_installation
from streams.publish import publish as publish_until_stopped


@click.command()
@click.option("--health-port", type=int, help="Of /metrics, /livez, /readyz; from the settings.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="Address of that port.")
def publish(health_port: int | None, bind: str) -> None:
    """Publish what was tagged: each version once, into topics, desks and the store."""
    settings = load_settings()
    pulse = begin("publish", settings, health_port or settings.ports["publish"], bind)
    wait_for_installation(settings, pulse)
    uvloop.run(publish_until_stopped(settings, pulse))
