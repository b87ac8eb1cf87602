import io
import json
import logging
from collections.abc import Iterator

import pytest

from config.logs import LONGEST, Repeats, formatter, start_logs


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lines(clock: Clock) -> Iterator[tuple[logging.Logger, io.StringIO]]:
    """A logger as a role has it, and what it writes."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.addFilter(Repeats(clock))
    handler.setFormatter(formatter("poll"))
    logger = logging.getLogger("tests.logs")
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel("INFO")
    yield logger, out
    logger.removeHandler(handler)


def written(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_event_is_one_line_of_json(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = lines
    logger.info("polled", extra={"feed": "ziar", "error": "a\nb"})
    (line,) = written(out)
    assert line["event"] == "polled"
    assert (line["role"], line["level"], line["feed"]) == ("poll", "INFO", "ziar")
    assert line["error"] == "a\nb"
    assert "ts" in line


@pytest.mark.parametrize(
    "text",
    [
        "cannot reach redis://user:geheim@host:6379/0",
        "cannot reach redis://:geheim@host:6379/0",
        "sasl_plain_password=geheim",
        'config {"password": "geheim"}',
        "GET /v1/desks?token=geheim&x=1",
        "api_key: geheim",
    ],
)
def test_no_secret_is_written(lines: tuple[logging.Logger, io.StringIO], text: str) -> None:
    logger, out = lines
    logger.error("failed", extra={"error": text})
    logger.error(text)
    assert len(written(out)) == 2
    assert "geheim" not in out.getvalue()


def test_no_secret_is_written_with_a_traceback(
    lines: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, out = lines
    try:
        raise OSError("cannot reach redis://:geheim@host/0")  # noqa: TRY301  its traceback is meant
    except OSError:
        logger.exception("failed")
    assert "OSError" in out.getvalue()
    assert "geheim" not in out.getvalue()


def test_no_secret_is_written_from_inside_a_value(
    lines: tuple[logging.Logger, io.StringIO],
) -> None:
    logger, out = lines
    logger.info("asked", extra={"urls": ["redis://:geheim@host/0"], "why": {"password": "geheim"}})
    assert "geheim" not in out.getvalue()


def test_a_field_is_cut(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = lines
    logger.info("parsed", extra={"title": "x" * 10_000})
    assert len(str(written(out)[0]["title"])) == LONGEST


def test_a_repeated_trouble_is_held_back_and_counted(
    lines: tuple[logging.Logger, io.StringIO], clock: Clock
) -> None:
    logger, out = lines
    for _ in range(5):
        logger.warning("waiting", extra={"on": "redis", "error": "refused"})
    logger.warning("waiting", extra={"on": "kafka", "error": "timed out"})
    clock.now += 11
    logger.warning("waiting", extra={"on": "redis", "error": "refused"})
    told = written(out)
    assert [line["error"] for line in told] == ["refused", "timed out", "refused"]
    assert told[2]["suppressed"] == 4


def test_good_news_is_never_held_back(lines: tuple[logging.Logger, io.StringIO]) -> None:
    logger, out = lines
    for _ in range(3):
        logger.info("polled")
    assert len(written(out)) == 3


def test_roles_log_to_stderr_and_libraries_only_their_warnings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    try:
        start_logs("poll", "info")
        logging.getLogger("tests.any").info("ours")
        logging.getLogger("aiokafka.client").info("theirs")
        told = capsys.readouterr()
    finally:
        root.handlers, root.level = before, level
    assert '"event": "ours"' in told.err
    assert "theirs" not in told.err
    assert told.out == ""
