"""deploy/guides/rights.md, read and applied: ACLs of Kafka's topics, the ACL file of a Redis."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
from kafka import KafkaAdminClient
from kafka.admin import (
    ACL,
    ACLOperation,
    ACLPermissionType,
    ACLResourcePatternType,
    ResourcePattern,
    ResourceType,
)

from config.settings import ROOT

GUIDE = ROOT / "deploy" / "guides" / "rights.md"
EVERYBODY = "everybody"
OPERATOR = "operator"  # Kafka's super user beside the broker; may all in Redis
KINDS = {
    "topics": ResourceType.TOPIC,
    "groups": ResourceType.GROUP,
    "transactional ids": ResourceType.TRANSACTIONAL_ID,
}
OPERATIONS = {
    "Read": ACLOperation.READ, "Write": ACLOperation.WRITE, "Create": ACLOperation.CREATE,
    "Describe": ACLOperation.DESCRIBE, "DescribeConfigs": ACLOperation.DESCRIBE_CONFIGS,
}  # fmt: skip
READING = "+@connection +info +ping +@read"
WRITING = f"{READING} +@write +@transaction +eval +evalsha +script|load"
NEVER = "-@admin -@dangerous +info"
FAILOVER = {  # users that servers and sentinels have for each other
    "sentinel": "&* +multi +exec +ping +info +role +publish +subscribe +slaveof +config|rewrite"
    " +client|setname +client|kill +script|kill",
    "replica": "+psync +replconf +ping",
}


class Right(msgspec.Struct, frozen=True):
    """One user may do one thing with one kind of name; `*` at its end: all that begin so."""

    user: str
    may: str
    kind: str
    name: str


class Keys(msgspec.Struct, frozen=True):
    """The key patterns of one user of a Redis."""

    reads: tuple[str, ...]
    writes: tuple[str, ...]


def rights() -> list[Right]:
    """The guide's first table, a line for each name. Raises KeyError for a word that is none."""
    found = []
    for user, may, on in rows("## Kafka"):
        for part in on.split(";"):
            kind = re.split(r"`", part, maxsplit=1)[0].strip()
            found += [
                Right(user, operation.strip(), kind, name)
                for operation in may.split(",")
                for name in names(part)
            ]
    return found


def keys() -> dict[str, Keys]:
    """The guide's second table."""
    return {user: Keys(names(reads), names(writes)) for user, reads, writes in rows("## Redis")}


def rows(heading: str) -> Iterator[list[str]]:
    """The rows of the table below a heading, without its head."""
    section = GUIDE.read_text().split(f"{heading}\n", 1)[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    for line in lines[2:]:
        yield [cell.strip() for cell in line.strip("|").split("|")]


def names(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell))


def users() -> list[str]:
    """Who needs a name and a password, in Kafka or Redis."""
    return sorted({right.user for right in rights()} - {EVERYBODY} | set(keys()) | {OPERATOR})


def grant(admin: KafkaAdminClient, prefix: str) -> None:
    """Make the ACLs of the table, and no others."""
    asked = [acl(right, user, prefix) for right in rights() for user in meant(right)]
    told: Any = admin.create_acls(asked)
    assert not told["failed"], told["failed"]


def meant(right: Right) -> list[str]:
    return users() if right.user == EVERYBODY else [right.user]


def acl(right: Right, user: str, prefix: str) -> ACL:
    many = right.name.endswith("*")
    pattern = ACLResourcePatternType.PREFIXED if many else ACLResourcePatternType.LITERAL
    name = prefix + right.name.removesuffix("*")
    on = ResourcePattern(KINDS[right.kind], name, pattern)
    return ACL(f"User:{user}", "*", OPERATIONS[right.may], ACLPermissionType.ALLOW, on)


def redis_users(prefix: str, password: str) -> str:
    """The ACL file of the second table."""
    lines = ["user default off"]
    for user, one in keys().items():
        reads = [f"%R~{prefix}{pattern}" for pattern in one.reads]
        writes = [f"~{prefix}{pattern}" for pattern in one.writes]
        may = WRITING if writes else READING
        limits = "+@all" if user == OPERATOR else f"{may} {NEVER}"
        lines.append(f"user {user} on >{password} {' '.join([*reads, *writes])} {limits}")
    lines += [f"user {user} on >{password} {may}" for user, may in FAILOVER.items()]
    return "\n".join(lines) + "\n"


def allowed(may: str, kind: str = "topics") -> dict[str, list[str]]:
    """Which names of a kind each user may do this with."""
    found: dict[str, list[str]] = {user: [] for user in users()}
    for right in rights():
        if (right.may, right.kind) == (may, kind):
            for user in meant(right):
                found[user].append(right.name)
    return found
