"""`wiredesk work`: one stage in one process."""

import signal

import click
import msgspec

from config.roles import begin
from config.settings import Settings, load_settings
from config.startup import wait_for_installation
from streams.stage import Stage

STAGES = ("clean", "dedup", "tag")


@click.command()
@click.argument("stage", type=click.Choice(STAGES))
@click.option("--slot", type=click.IntRange(0, 99), help="Which of several processes of a STAGE.")
@click.option("--health-port", type=int, help="Port of /metrics, /livez, /readyz.")
@click.option("--bind", default="127.0.0.1", show_default=True)
def work(stage: str, slot: int | None, health_port: int | None, bind: str) -> None:
    """Refine articles: take them from the topic before STAGE, send them to the one after it."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # means: new rules; those who tag heed it later
    settings = load_settings()
    if slot is not None:
        settings = msgspec.structs.replace(settings, slot=slot)
    pulse = begin(f"work-{stage}", settings, health_port or settings.ports[stage], bind)
    made = stage_named(stage, settings)  # before the loop: clean's children are forked from here
    wait_for_installation(settings, pulse)
    from streams.app import run  # noqa: PLC0415  Faust's second of imports is not the health's

    run(made, settings, pulse)


def stage_named(name: str, settings: Settings) -> Stage:
    """The stage; each process loads only its own."""
    if name == "clean":
        from streams.cleaning import clean_stage  # noqa: PLC0415

        return clean_stage(settings)
    if name == "dedup":
        from streams.dedup import dedup_stage  # noqa: PLC0415

        return dedup_stage(settings)
    from streams.tag import tag_stage  # noqa: PLC0415

    return tag_stage(settings)
