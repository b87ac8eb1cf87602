"""A Kafka and a Redis as in production: TLS, a user and rights for each role, a failover."""

import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import redis
from kafka import KafkaAdminClient

from config.clients import kafka_security
from config.settings import Settings, load_settings
from deploy.broker import prepared_broker
from deploy.memory import prepared_memory
from tests.conftest import Daemon, free_port, wait_until
from tests.faults.secured_rights import OPERATOR, grant, redis_users, users
from tests.faults.servers import Servers
from tests.rediscluster import SERVICE
from tests.way.installation import ROLES

PASSWORD = "o-parola-de-test"  # ASCII: Java reads its properties as Latin-1
PREFIX = "secured-"
BROKER = "broker"  # the brokers' own user
SCRAM = "SCRAM-SHA-512"
SECURITY = """
listener.security.protocol.map=SASL_SSL:SASL_SSL,CONTROLLER:SSL
inter.broker.listener.name=SASL_SSL
sasl.enabled.mechanisms={scram}
sasl.mechanism.inter.broker.protocol={scram}
ssl.keystore.type=PEM
ssl.keystore.location={keystore}
ssl.truststore.type=PEM
ssl.truststore.location={ca}
listener.name.controller.ssl.client.auth=required
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:CN={broker};User:{broker};User:{operator}
listener.name.sasl_ssl.{mechanism}.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required \
username="{broker}" password="{password}";
"""


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


def authority(folder: Path) -> Path:
    """An authority of our own, and a certificate of 127.0.0.1 that it signed, for all servers."""
    made = ("req", "-x509", "-newkey", "rsa:2048", "-days", "2", "-nodes")
    openssl(folder, *made, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=wiredesk test")
    openssl(
        folder, *made, "-keyout", "key.pem", "-out", "cert.pem", "-subj", f"/CN={BROKER}",
        "-addext", "subjectAltName=IP:127.0.0.1", "-CA", "ca.pem", "-CAkey", "ca.key",
    )  # fmt: skip
    pem = "".join((folder / name).read_text() for name in ("key.pem", "cert.pem", "ca.pem"))
    (folder / "keystore.pem").write_text(pem)
    return folder / "ca.pem"


def secured_broker(folder: Path, ca: Path) -> Daemon:
    """A broker that authorises everybody but its own user and the operator by ACLs."""
    port, formatting = free_port(), []
    for user in (BROKER, *users()):
        formatting += ["--add-scram", f"{SCRAM}=[name={user},password={PASSWORD}]"]
    command = prepared_broker(folder, port, free_port(), formatting)
    properties = folder / "server.properties"
    plain = properties.read_text().replace(
        f"PLAINTEXT://127.0.0.1:{port}", f"SASL_SSL://127.0.0.1:{port}"
    )
    properties.write_text(plain + SECURITY.format(
        keystore=ca.with_name("keystore.pem"), ca=ca, scram=SCRAM, mechanism=SCRAM.lower(),
        broker=BROKER, operator=OPERATOR, password=PASSWORD,
    ))  # fmt: skip
    return Daemon(command, port, folder / "log")


def tls(ca: Path) -> dict[str, str]:
    files = {"cert": "cert.pem", "key": "key.pem", "ca-cert": "ca.pem"}
    told = {f"tls-{option}-file": str(ca.with_name(file)) for option, file in files.items()}
    return told | {"tls-auth-clients": "no", "tls-replication": "yes"}


class Failover:
    """A primary, its replica, and the sentinel that watches them; all over TLS, with users."""

    def __init__(self, folder: Path, ca: Path, prefix: str) -> None:
        self._ca, self._acl = ca, folder / "users.acl"
        folder.mkdir(parents=True, exist_ok=True)
        self._acl.write_text(redis_users(prefix, PASSWORD))
        self.servers = [self._server(folder / name) for name in ("first", "second")]
        self.client(1, "sentinel").slaveof("127.0.0.1", self.servers[0].port)
        self.sentinel = self._sentinel(folder)
        self.url = f"rediss+sentinel://127.0.0.1:{self.sentinel.port}/{SERVICE}"
        asked = self._asked()
        wait_until(lambda: asked.sentinel_slaves(SERVICE), 60, "a sentinel that knows the replica")

    def _server(self, folder: Path) -> Daemon:
        port = free_port()
        options = tls(self._ca) | {
            "port": "0", "tls-port": str(port), "aclfile": str(self._acl),
            "masteruser": "replica", "masterauth": PASSWORD,
        }  # fmt: skip
        command = prepared_memory(folder, port)
        return Daemon([*command, *flags(options)], port, folder / "log")

    def _sentinel(self, folder: Path) -> Daemon:
        port, file = free_port(), folder / "sentinel.conf"
        lines = [f"{name} {value}" for name, value in tls(self._ca).items()]
        lines += [
            "port 0", f"tls-port {port}", f"dir {folder}", f"requirepass {PASSWORD}",
            f"sentinel monitor {SERVICE} 127.0.0.1 {self.servers[0].port} 1",
            f"sentinel auth-user {SERVICE} sentinel", f"sentinel auth-pass {SERVICE} {PASSWORD}",
            f"sentinel down-after-milliseconds {SERVICE} 1000",
            f"sentinel failover-timeout {SERVICE} 5000",
        ]  # fmt: skip
        file.write_text("\n".join(lines) + "\n")
        command = ["redis-server", str(file), "--sentinel"]
        return Daemon(command, port, folder / "sentinel.log")

    def client(self, number: int, user: str) -> "redis.Redis":
        return redis.Redis(
            host="127.0.0.1", port=self.servers[number].port, ssl=True,
            ssl_ca_certs=str(self._ca), username=user, password=PASSWORD,
        )  # fmt: skip

    def _asked(self) -> Any:
        return redis.Redis(
            host="127.0.0.1", port=self.sentinel.port, ssl=True, ssl_ca_certs=str(self._ca),
            password=PASSWORD,
        )  # fmt: skip

    def primary(self) -> int:
        """Which of the two servers it is now."""
        told = self._asked().sentinel_get_master_addr_by_name(SERVICE)
        return [server.port for server in self.servers].index(int(told[1]))

    def fail_over(self) -> None:
        """The primary dies; the other takes its place; the dead one comes back as its replica."""
        old = self.primary()
        self.servers[old].kill()
        wait_until(lambda: self.primary() != old, 120, "another primary")
        self.servers[old].start()
        probe: Any = self.client(old, "sentinel")
        wait_until(lambda: self._follows(probe), 120, "the old primary following")

    def _follows(self, probe: Any) -> bool:
        told = probe.info("replication")
        return bool(told["role"] == "slave" and told["master_link_status"] == "up")

    def stop(self) -> None:
        for server in (self.sentinel, *self.servers):
            server.kill()


def flags(options: dict[str, str]) -> Sequence[str]:
    return [part for name, value in options.items() for part in (f"--{name}", value)]


class SecuredServers(Servers):
    """What an experiment needs. Whoever is told nothing else is the operator."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self._ca, self.feeds = folder, authority(folder), None
        self.brokers = [secured_broker(folder / "kafka", self._ca)]
        self.failover = Failover(folder / "redis", self._ca, PREFIX)
        self.memory = self.failover.servers[0]
        self.kafka, self.redis_url = f"127.0.0.1:{self.broker.port}", self.failover.url
        self.environ = named(OPERATOR) | {
            "WIREDESK_PREFIX": PREFIX,
            "WIREDESK_KAFKA_CA": str(self._ca), "WIREDESK_KAFKA_MECHANISM": SCRAM,
            "WIREDESK_KAFKA_PASSWORD": PASSWORD, "WIREDESK_REDIS_CA": str(self._ca),
            "WIREDESK_REDIS_PASSWORD": PASSWORD, "WIREDESK_SENTINEL_PASSWORD": PASSWORD,
        }  # fmt: skip
        self.own = {role: named(role) for role in ROLES}
        with closing(self._admin()) as admin:
            grant(admin, PREFIX)

    def settings(self, user: str) -> Settings:
        """As this user is told."""
        where = {"WIREDESK_KAFKA": self.kafka, "WIREDESK_REDIS": self.redis_url}
        return load_settings(where | self.environ | named(user))

    def _admin(self) -> KafkaAdminClient:
        settings = self.settings(OPERATOR)
        return KafkaAdminClient(
            bootstrap_servers=settings.kafka_servers, **kafka_security(settings)
        )

    def stop(self) -> None:
        self.broker.kill()
        self.failover.stop()


def named(user: str) -> dict[str, str]:
    return {"WIREDESK_KAFKA_USER": user, "WIREDESK_REDIS_USER": user}
