"""A stage as a Faust app: one agent, one topic, one process. Built from settings, run to the end.

Settings measured in the research on Faust; each that differs from Faust's default says why.
"""

import asyncio
import logging
import os
import socket
import threading
from pathlib import Path
from typing import Any

import faust
import uvloop

from config.clients import kafka_security
from config.health import Pulse
from config.settings import Settings
from config.topics import MESSAGE_BYTES, topic_name
from streams import faust_patches, kafka_patches
from streams.pipeline import Pipeline
from streams.stage import Stage

log = logging.getLogger(__name__)

GRACE = 4.0  # seconds; who asks us to end gets it in five, and what is uncommitted comes again
BUFFERED = 50  # messages held per partition queue where they are large pages
ALWAYS: dict[str, Any] = {
    "topic_allow_declare": False,  # topics are made by `wiredesk topics` alone
    "topic_disable_leader": True,
    "key_serializer": "raw",
    "value_serializer": "raw",  # what cannot be decoded is parked by us, not skipped by Faust
    "processing_guarantee": "at_least_once",
    "store": "memory://",
    "table_standby_replicas": 0,  # otherwise Faust's own assignor
    "agent_supervisor": "mode.CrashingSupervisor",  # others skip or hang
    "stream_wait_empty": True,
    "cython_optimizations": True,
    "broker_max_poll_records": 500,
    "consumer_max_fetch_size": MESSAGE_BYTES,
    "consumer_auto_offset_reset": "earliest",
    "broker_commit_interval": 3600.0,  # pipeline commits; a second committer makes it skip
    "broker_commit_every": 1 << 30,
    "broker_commit_livelock_soft_timeout": 7200.0,
    "broker_rebalance_timeout": 60.0,
    "broker_request_timeout": 60.0,  # not below the session
    "broker_max_poll_interval": 600.0,
    "web_enabled": False,  # config/health.py serves every role
}


def app_for(stage: Stage, settings: Settings) -> faust.App:
    """The app of a stage, without its agent."""
    name = f"{settings.prefix}wiredesk-{stage.name}"
    folder = Path(settings.home) / "faust"
    folder.mkdir(parents=True, exist_ok=True)  # Faust wants a place even for nothing
    return faust.App(
        name,
        broker=[f"kafka://{server}" for server in settings.kafka_servers],
        broker_credentials=credentials(settings),
        datadir=folder / name,
        stream_buffer_maxsize=max(BUFFERED, 2 * stage.batch if stage.batch > BUFFERED else 0),
        consumer_group_instance_id=instance(stage, settings),  # a restart stops nobody else
        broker_session_timeout=settings.session,
        broker_heartbeat_interval=settings.heartbeat,
        **ALWAYS,
    )


def instance(stage: Stage, settings: Settings) -> str:
    return f"{socket.gethostname()}-{stage.name}-{settings.slot}"


def credentials(settings: Settings) -> Any:  # noqa: ANN401  one of Faust's types, or none
    """The same security as every other client, in Faust's words."""
    security = kafka_security(settings)
    if "sasl_mechanism" in security:
        return faust.SASLCredentials(
            mechanism=security["sasl_mechanism"],
            username=security["sasl_plain_username"],
            password=security["sasl_plain_password"],
            ssl_context=security.get("ssl_context"),
        )
    return faust.SSLCredentials(security["ssl_context"]) if "ssl_context" in security else None


def run(stage: Stage, settings: Settings, pulse: Pulse) -> None:
    """Carry the stage until SIGTERM (exit 0), or until something ends the process (exit 1)."""
    faust_patches.apply()
    kafka_patches.apply()
    asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    app = app_for(stage, settings)
    pipeline = Pipeline(app, stage, settings, pulse)
    app.agent(app.topic(topic_name(settings, stage.source), key_type=bytes, value_type=bytes))(
        pipeline.carry  # type: ignore[arg-type]  # noack_take is missing in Faust's StreamT
    )
    loop.create_task(pipeline.beats()).add_done_callback(stopped)
    Worker(app, pipeline, loop=loop).execute_from_commandline()


def stopped(beating: "asyncio.Task[None]") -> None:
    """Without a pulse nobody would know whether this process gets on."""
    if not beating.cancelled():
        log.critical("no_pulse", extra={"error": repr(beating.exception())})
        os._exit(1)


class Worker(faust.Worker):
    """Faust's worker, with our logs, and an end that does not wait for ever."""

    def __init__(self, app: faust.App, pipeline: Pipeline, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(app, loop=loop, override_logging=False, redirect_stdouts=False, quiet=True)
        self._pipeline = pipeline

    def _schedule_shutdown(self, number: Any) -> None:  # noqa: ANN401
        limit = threading.Timer(GRACE, os._exit, (0,))
        limit.daemon = True
        limit.start()
        super()._schedule_shutdown(number)

    async def _stop_on_signal(self, number: Any) -> None:  # noqa: ANN401
        await super()._stop_on_signal(number)
        await self._pipeline.end()
        os._exit(0)  # Faust would take two seconds more to gather what has ended already
