"""`wiredesk topics`: the topics this installation needs, checked and made."""

import json
import sys
from collections.abc import Callable, Sequence

import click
import msgspec
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from config.cluster import Fault, Found, faults, mend, on_cluster, topics_found
from config.settings import Settings, load_settings
from config.startup import declared_topics
from config.topics import Topic

JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object for programs.")


@click.group()
def topics() -> None:
    """List, check or make the topics that are declared in config/topics.py."""


@topics.command("list")
@JSON
def list_topics(as_json: bool) -> None:
    """Show the declared topics and what is set on them. Asks no cluster."""
    show(declared_topics(load_settings()), (), as_json)


@topics.command()
@JSON
def check(as_json: bool) -> None:
    """Compare the cluster's topics with the declared ones; exit 1 if one is wrong."""
    judged(compared, as_json)


@topics.command()
@JSON
def create(as_json: bool) -> None:
    """Make missing topics and mend wrong settings; exit 1 if something cannot be mended."""
    judged(mended, as_json)


def judged(find: Callable[[Settings, Sequence[Topic]], Sequence[Fault]], as_json: bool) -> None:
    """Show the declared topics and what `find` says is wrong; exit 1 if something is."""
    settings = load_settings()
    declared = declared_topics(settings)
    wrong = find(settings, declared)
    show(declared, wrong, as_json)
    sys.exit(1 if wrong else 0)


def compared(settings: Settings, declared: Sequence[Topic]) -> tuple[Fault, ...]:
    """What is wrong on the cluster. Raises ClickException when it does not answer."""

    async def asked(admin: AIOKafkaAdminClient) -> dict[str, Found]:
        return await topics_found(admin, declared)

    try:
        return faults(declared, on_cluster(settings, asked))
    except (KafkaError, OSError, TimeoutError) as error:
        raise click.ClickException(away(settings, error)) from None


def mended(settings: Settings, declared: Sequence[Topic]) -> tuple[Fault, ...]:
    """What is still wrong after mending what can be mended."""
    wrong = compared(settings, declared)
    if not wrong:
        return ()
    try:
        on_cluster(settings, lambda admin: mend(admin, declared, wrong))
    except (KafkaError, OSError, TimeoutError) as error:
        raise click.ClickException(away(settings, error)) from None
    return compared(settings, declared)


def away(settings: Settings, error: BaseException) -> str:
    said = str(error) or type(error).__name__
    return f"Kafka does not answer on {','.join(settings.kafka_servers)}: {said}"


def show(declared: Sequence[Topic], wrong: Sequence[Fault], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(report(declared, wrong)))
        return
    width = max(len(topic.name) for topic in declared)
    for topic in declared:
        bad = [fault for fault in wrong if fault.topic == topic.name]
        word = "; ".join(str(fault).partition(topic.name)[2].strip(": ") for fault in bad)
        click.echo(f"{topic.name:<{width}}  {topic.partitions:>3}  {word or settings_of(topic)}")


def settings_of(topic: Topic) -> str:
    return " ".join(f"{key}={value}" for key, value in topic.config.items())


def report(declared: Sequence[Topic], wrong: Sequence[Fault]) -> dict[str, object]:
    return {
        "ok": not wrong,
        "topics": [msgspec.to_builtins(topic) for topic in declared],
        "wrong": [msgspec.to_builtins(fault) for fault in wrong],
    }
