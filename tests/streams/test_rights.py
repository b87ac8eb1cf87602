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
        pytest.param(
            {"tdm-reservation": "0"},
            {"tdm-reservation": "1"},
            Rights(),
            id="the page before its server",
        ),
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


@pytest.mark.parametrize(
    ("metas", "headers", "rights"),
    [
        pytest.param({}, {}, Rights(tdm="reserved", source="tdmrep"), id="nobody else says"),
        pytest.param({"tdm-reservation": "0"}, {}, Rights(), id="not by the page"),
        pytest.param({}, {"tdm-reservation": "0"}, Rights(), id="not by the server"),
        pytest.param({}, {"tdm-reservation": "x"}, Rights(tdm="reserved", source="tdmrep"), id="x"),
        pytest.param(
            {"robots": "noai"}, {}, Rights(tdm="reserved", ai="noai", source="tdmrep"), id="both"
        ),
    ],
)
def test_a_hosts_file_counts_where_nobody_nearer_speaks(
    metas: dict[str, str], headers: dict[str, str], rights: Rights
) -> None:
    assert rights_of(metas, headers, "1") == rights
