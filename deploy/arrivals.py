"""articles.enriched → one line for the person who started it all."""

import logging
import time
from collections.abc import Callable

from config.codec import PUBLISHED
from config.errors import ConfigError
from config.settings import Settings
from config.topics import topic_name

log = logging.getLogger(__name__)
PAUSE = 1.0  # seconds before Kafka is asked again


def tell_arrivals(settings: Settings, since_ms: int, tell: Callable[[str], None]) -> None:
    """Tell each article published since then, as it comes; never returns."""
    from deploy.commands.articles import line_of  # noqa: PLC0415  kafka-python costs .3 s of CPU,
    from deploy.reading import follow  # noqa: PLC0415  which the roles need more at this moment

    while True:
        try:
            for record in follow(settings, [topic_name(settings, "enriched")], since_ms):
                if record is not None:
                    since_ms = record.timestamp + 1
                    tell(line_of(PUBLISHED.decode(record.value)))
        except ConfigError as away:
            log.info("waiting", extra={"on": "kafka", "error": str(away)})
            time.sleep(PAUSE)
