"""The whole way on a cluster that asks for TLS and a password, and a Redis that does, too."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.broker import prepared_broker
from tests.conftest import Daemon, free_port
from tests.way.installation import Installation
from tests.way.site import Site
from tests.way.texts import story

pytestmark = [pytest.mark.way, pytest.mark.timeout(180)]

PASSWORD = "o-parola-de-test"  # ASCII: Java reads its properties as Latin-1
LISTENER = """
listener.security.protocol.map=SASL_SSL:SASL_SSL,CONTROLLER:PLAINTEXT
inter.broker.listener.name=SASL_SSL
sasl.enabled.mechanisms=PLAIN
sasl.mechanism.inter.broker.protocol=PLAIN
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
ssl.truststore.type=PEM
ssl.truststore.location={ca}
listener.name.sasl_ssl.plain.sasl.jaas.config=\
org.apache.kafka.common.security.plain.PlainLoginModule required \
username="wiredesk" password="{password}" user_wiredesk="{password}";
"""


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def ca(tmp_path: Path) -> Path:
    """An authority of this test's own, and a certificate of 127.0.0.1 that it signed."""
    subject = ("-subj", "/CN=wiredesk test", "-days", "2", "-nodes")
    openssl(
        tmp_path,
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-keyout",
        "ca.key",
        "-out",
        "ca.pem",
        *subject,
    )
    names = ("-addext", "subjectAltName=IP:127.0.0.1")
    signed = ("-CA", "ca.pem", "-CAkey", "ca.key")
    key = ("-newkey", "rsa:2048", "-keyout", "key.pem", "-out", "cert.pem")
    openssl(tmp_path, "req", "-x509", *key, *subject, *names, *signed)
    pem = "".join((tmp_path / name).read_text() for name in ("key.pem", "cert.pem", "ca.pem"))
    (tmp_path / "keystore.pem").write_text(pem)
    return tmp_path / "ca.pem"


@pytest.fixture
def secured_kafka(tmp_path: Path, ca: Path) -> Iterator[Daemon]:
    folder, port = tmp_path / "kafka", free_port()
    command = prepared_broker(folder, port, free_port())
    properties = folder / "server.properties"
    plain = properties.read_text().replace(
        "PLAINTEXT://127.0.0.1:" + str(port), f"SASL_SSL://127.0.0.1:{port}"
    )
    extra = LISTENER.format(keystore=ca.with_name("keystore.pem"), ca=ca, password=PASSWORD)
    properties.write_text(plain + extra)
    daemon = Daemon(command, port, folder / "log")
    yield daemon
    daemon.kill()


@pytest.fixture
def secured_redis(tmp_path: Path, ca: Path) -> Iterator[Daemon]:
    port, folder = free_port(), tmp_path / "redis"
    folder.mkdir()
    command = ["redis-server", "--port", "0", "--tls-port", str(port), "--dir", str(folder)]
    for option, file in {"cert": "cert.pem", "key": "key.pem", "ca-cert": "ca.pem"}.items():
        command += [f"--tls-{option}-file", str(ca.with_name(file))]
    command += ["--tls-auth-clients", "no", "--requirepass", PASSWORD, "--bind", "127.0.0.1"]
    daemon = Daemon([*command, "--maxmemory-policy", "noeviction"], port, folder / "log")
    yield daemon
    daemon.kill()


def test_an_article_walks_over_tls_with_passwords_that_no_log_tells(
    tmp_path: Path, ca: Path, secured_kafka: Daemon, secured_redis: Daemon
) -> None:
    (tmp_path / "password").write_text(PASSWORD + "\n")
    site = Site()
    title, paragraphs = story(77)
    url = site.publish("ziar", "unu", title, *paragraphs)
    installation = Installation(
        tmp_path / "home",
        f"127.0.0.1:{secured_kafka.port}",
        f"rediss://127.0.0.1:{secured_redis.port}/0",
        site.feeds_file(),
        WIREDESK_KAFKA_CA=str(ca),
        WIREDESK_KAFKA_MECHANISM="PLAIN",
        WIREDESK_KAFKA_USER="wiredesk",
        WIREDESK_KAFKA_PASSWORD_FILE=str(tmp_path / "password"),
        WIREDESK_REDIS_PASSWORD=PASSWORD,
        WIREDESK_REDIS_CA=str(ca),
    )
    installation.start()
    try:
        installation.settle({url})
        assert installation.run("show", installation.published()[0]["wiredesk"]["id"]).stdout
    finally:
        codes = installation.stop()
    assert set(codes.values()) == {0}
    said = "".join(log.read_text() for log in installation.home.glob("*.log"))
    assert PASSWORD not in said


def test_a_wrong_password_is_told_in_one_line(
    tmp_path: Path, ca: Path, secured_kafka: Daemon
) -> None:
    installation = Installation(
        tmp_path / "home", f"127.0.0.1:{secured_kafka.port}", "", "",
        WIREDESK_KAFKA_CA=str(ca), WIREDESK_KAFKA_MECHANISM="PLAIN",
        WIREDESK_KAFKA_USER="wiredesk", WIREDESK_KAFKA_PASSWORD="another",
    )  # fmt: skip
    for command in (["topics", "create"], ["tail", "--until-now"]):
        done = installation.run(*command, check=False)
        assert done.returncode != 0
        [line] = done.stderr.strip().splitlines()
        assert line.startswith(("wiredesk: ", "Error: "))
        assert "another" not in line
