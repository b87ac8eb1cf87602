"""The soak sees what grows, and takes no noise for growth."""

import random

from tests.faults.vitals import FLAT, Sample, grown

HOUR = range(0, 3600, 10)


def samples(kind: str, values: list[float]) -> list[Sample]:
    return [Sample(float(age), {kind: value}) for age, value in zip(HOUR, values, strict=True)]


def share(told: tuple[str, str]) -> float:
    return float(told[1].rstrip(" %")) / 100


def test_what_grows_by_three_percent_an_hour_is_not_flat() -> None:
    rising = [100 + 3 * age / 3600 for age in HOUR]
    assert share(grown(samples("MiB", rising), "MiB")) > FLAT


def test_noise_of_a_tenth_is_flat() -> None:
    draw = random.Random(1)
    noisy = [100 + draw.uniform(-5, 5) for _ in HOUR]
    assert abs(share(grown(samples("MiB", noisy), "MiB"))) < FLAT


def test_an_outage_of_three_minutes_is_no_growth() -> None:
    outage = [100.0 + 50 * (3300 < age < 3480) for age in HOUR]
    assert share(grown(samples("fds", outage), "fds")) == 0


def test_a_step_at_each_of_three_outages_is_growth() -> None:
    steps = [100.0 + 4 * (age // 1000) for age in HOUR]
    assert share(grown(samples("fds", steps), "fds")) > FLAT


def test_one_thread_more_now_and_then_is_no_growth() -> None:
    threads = [7.0 + (age > 3000) for age in HOUR]
    assert share(grown(samples("threads", threads), "threads")) == 0
