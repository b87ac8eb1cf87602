import json

import jsonschema
import pytest
from click.testing import CliRunner

from deploy.commands.schema import RECORDS, schema
from tests.conftest import SHARED

LINE = {
    "id": "mfzwizltoqydcmrtgq2tmnzyha", "seen_at": "2017-11-03T08:31:05.117Z", "feed": "ziar",
    "what": "published", "at": "2017-11-03T08:31:06.000Z", "stage": "publish", "version": 3,
}  # fmt: skip


def told(*arguments: str) -> str:
    answer = CliRunner().invoke(schema, arguments)
    assert answer.exit_code == 0
    return answer.output


@pytest.mark.parametrize("name", RECORDS)
def test_each_record_has_a_valid_schema(name: str) -> None:
    jsonschema.Draft202012Validator.check_schema(json.loads(told(name)))


def test_without_a_name_all_are_shown() -> None:
    assert json.loads(told()) == {name: json.loads(told(name)) for name in RECORDS}


def test_it_is_the_same_each_time() -> None:
    assert told() == told()


def test_a_line_of_the_ledger_is_valid_and_one_without_id_is_not() -> None:
    validator = jsonschema.Draft202012Validator(json.loads(told("ledger")))
    validator.validate(LINE)
    assert not validator.is_valid({k: v for k, v in LINE.items() if k != "id"})
    assert validator.is_valid(LINE | {"of_tomorrow": 1})


def test_the_example_of_the_contract_is_valid() -> None:
    file = SHARED / "seed" / "record-example.json"
    if not file.exists():
        pytest.skip("the shared example is not here")
    record = json.loads(file.read_text())
    record["wiredesk"].setdefault("verdict", "update")  # the contract has it since, the file not
    jsonschema.validate(record, json.loads(told("article")))


def test_an_unknown_record_is_refused_with_those_there_are() -> None:
    answer = CliRunner().invoke(schema, ["weather"])
    assert answer.exit_code == 2
    assert "'article', 'coverage', 'ledger'" in answer.output
