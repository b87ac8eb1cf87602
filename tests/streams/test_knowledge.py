"""What tagging knows besides editors' rules."""

from pathlib import Path

from streams.knowledge import MODELS, knowledge, version


def test_is_read_once_a_process() -> None:
    assert knowledge() is knowledge()


def test_is_named_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"1")
    before = version(tmp_path)
    assert version(tmp_path) == before
    (tmp_path / "a").write_bytes(b"2")
    assert version(tmp_path) != before


def test_stays_small() -> None:
    sizes = {file.name: file.stat().st_size for file in MODELS.iterdir()}
    assert sizes["places.tsv.xz"] < 1_500_000
    assert sizes["names.npz"] + sizes["names_ro.npz"] < 400_000
