import pytest

from ingest.reservations import MOST_RULES, reservation

SITE = "https://ziar.example"
RULES = """[
  {"location": "/liber/", "tdm-reservation": 0},
  {"location": "/foto/*.jpg$", "tdm-reservation": 1, "tdm-policy": "https://ziar.example/p.json"},
  {"location": "/stiri", "tdm-reservation": "1"},
  {"location": "/liber/nu", "tdm-reservation": 1}
]"""


@pytest.mark.parametrize(
    ("path", "said"),
    [
        pytest.param("/stiri/1", "1", id="reserved"),
        pytest.param("/stirile", "1", id="a beginning is enough"),
        pytest.param("/liber/1", "0", id="not reserved"),
        pytest.param("/liber/nu/1", "0", id="the first that fits"),
        pytest.param("/foto/a/b.jpg", "1", id="a star"),
        pytest.param("/foto/a.jpg?x", "", id="the end"),
        pytest.param("/sport", "", id="nothing said"),
        pytest.param("", "", id="the front page"),
    ],
)
def test_the_first_rule_that_fits_counts(path: str, said: str) -> None:
    assert reservation(RULES, SITE + path) == said


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="no file"),
        pytest.param("<!doctype html>", id="a page in its place"),
        pytest.param('{"location": "/", "tdm-reservation": 1}', id="no list"),
        pytest.param('[{"tdm-reservation": 1}]', id="no place"),
        pytest.param('[{"location": "/"}]', id="no word"),
        pytest.param('[{"location": "", "tdm-reservation": 1}]', id="an empty place"),
        pytest.param("[" * 100_000, id="deep"),
    ],
)
def test_what_is_no_such_file_reserves_nothing(text: str) -> None:
    assert reservation(text, SITE + "/stiri") == ""


@pytest.mark.timeout(20)  # backtracking would take for ever
def test_hostile_rules_end() -> None:
    rule = '{"location": "/' + "*a" * 900 + '$", "tdm-reservation": 1}'
    text = "[" + ",".join([rule] * 10 * MOST_RULES) + "]"
    assert reservation(text, f"{SITE}/{'a' * 5000}") == ""
