from deploy.pagereport import report
from streams.explain import Dropped, Explained


def test_an_editor_reads_what_was_kept_and_dropped_and_why() -> None:
    told = Explained(
        why="story: none of the rules for other kinds of pages holds",
        kept=("Podul de la Brăila e gata. " * 8,),
        dropped=(Dropped(text="Alte știri", why="it only leads elsewhere"),),
        milliseconds={"parse": 0.5, "extract": 4.0},
    )
    lines = report({"headline": "Podul", "by": None}, told).split("\n")
    assert lines[0] == "headline   Podul"
    assert not [line for line in lines if line.startswith("by")]
    assert max(map(len, lines)) <= 96
    assert [line for line in lines if line[:2] == "+ "]
    assert "- [it only leads elsewhere] Alte știri" in lines
    assert lines[-2] == "CPU ms     parse 0.5, extract 4"
