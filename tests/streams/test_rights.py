import pytest

from config.published import Rights
from streams.rights import rights_of


@pytest.mark.parametrize(
    ("metas", "headers", "rights"),
    [
        pytest.param({}, {}, Rights(), id="nothing said"),
        pytest.param(
            {"tdm-reservation": "1"}, {}, Rights(tdm="reserved", source="meta"), id="the page"
        ),
        pytest.param(
            {}, {"tdm-reservation": "1"}, Rights(tdm="reserved", source="http"), id="the server"
        ),
        pytest.param({"tdm-reservation": "0"}, {}, Rights(), id="explicitly not reserved"),
        pytest.param({"robots": "NoAI"}, {}, Rights(ai="noai", source="meta"), id="noai"),
        pytest.param(
            {},
            {"x-robots-tag": "otherbot: noindex, noimageai"},
            Rights(ai="noimageai", source="http"),
            id="noimageai",
        ),
        pytest.param({"robots": "index, follow, noarchive"}, {}, Rights(), id="not about AI"),
        pytest.param({"robots": "moldovnoaia"}, {}, Rights(), id="letters within a word"),
    ],
)
def test_a_reservation_is_what_its_definers_call_one(
    metas: dict[str, str], headers: dict[str, str], rights: Rights
) -> None:
    assert rights_of(metas, headers) == rights
