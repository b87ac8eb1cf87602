from datetime import UTC, datetime

import pytest

from ingest.freshness import fresh_for

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=300"}, 300),
        ({"cache-control": "public, max-age=300", "age": "100"}, 200),
        ({"cache-control": "MAX-AGE = 60", "age": "1000"}, 0),
        ({"cache-control": "s-maxage=900"}, 0),
        ({"cache-control": "no-cache, max-age=900"}, 0),
        ({"cache-control": 'private="x", max-age="120"'}, 120),
        ({"cache-control": "max-age=99999999"}, 86_400),
        ({"cache-control": "max-age=none"}, 0),
        ({"expires": "Sun, 22 Nov 2026 10:30:00 GMT"}, 1800),
        (
            {
                "date": "Sun, 22 Nov 2026 09:00:00 GMT",
                "expires": "Sun, 22 Nov 2026 09:10:00 GMT",
            },
            600,
        ),
        ({"expires": "0"}, 0),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"expires": "a hundred years", "date": "never"}, 0),
        ({"cache-control": "max-age=60", "expires": "Sun, 22 Nov 2026 12:00:00 GMT"}, 60),
    ],
)
def test_says_how_long_an_answer_stays_fresh(headers: dict[str, str], seconds: float) -> None:
    assert fresh_for(headers, NOW) == seconds
