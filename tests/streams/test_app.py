"""The Faust app of a stage: the settings that keep it from losing messages."""

import asyncio
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import faust
import msgspec
import pytest

from config.settings import Settings
from streams.app import app_for, credentials
from tests.streams.plain_worker import PlainStage


@pytest.fixture(autouse=True)
def loop() -> Iterator[None]:
    """Faust takes the thread's loop when it is built."""
    one = asyncio.new_event_loop()
    asyncio.set_event_loop(one)
    yield
    asyncio.set_event_loop(None)
    one.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=str(tmp_path), prefix="t.", slot=3)


def test_an_app_never_skips_commits_early_or_stops_its_group(settings: Settings) -> None:
    conf: Any = app_for(PlainStage(), settings).conf
    assert conf.id == "t.wiredesk-tag"
    assert conf.agent_supervisor.__name__ == "CrashingSupervisor"
    assert conf.processing_guarantee == faust.types.enums.ProcessingGuarantee.AT_LEAST_ONCE
    assert conf.consumer_group_instance_id.endswith("-tag-3")
    assert (conf.broker_session_timeout, conf.broker_heartbeat_interval) == (10.0, 3.0)
    assert conf.broker_commit_interval > 600
    assert not conf.topic_allow_declare
    assert not conf.web_enabled
    assert (conf.key_serializer, conf.value_serializer) == ("raw", "raw")


def test_goes_to_every_broker(settings: Settings) -> None:
    two = msgspec.structs.replace(settings, kafka="one:1,two:2")
    urls = [(url.host, url.port) for url in app_for(PlainStage(), two).conf.broker]
    assert urls == [("one", 1), ("two", 2)]


def test_without_security_there_are_no_credentials(settings: Settings) -> None:
    assert credentials(settings) is None


def test_tls_goes_to_faust_with_our_own_context(settings: Settings) -> None:
    made = credentials(msgspec.structs.replace(settings, kafka_tls=True))
    assert isinstance(made, faust.SSLCredentials)
    assert made.context.verify_mode is ssl.CERT_REQUIRED


@pytest.mark.parametrize("tls", [False, True], ids=["plain", "tls"])
def test_sasl_goes_to_faust(settings: Settings, tls: bool) -> None:
    made = credentials(
        msgspec.structs.replace(
            settings, kafka_tls=tls, kafka_mechanism="SCRAM-SHA-512", kafka_user="u",
            kafka_password="p",
        )
    )  # fmt: skip
    assert isinstance(made, faust.SASLCredentials)
    assert (made.mechanism.value, made.username, made.password) == ("SCRAM-SHA-512", "u", "p")
    assert made.protocol.value == ("SASL_SSL" if tls else "SASL_PLAINTEXT")
