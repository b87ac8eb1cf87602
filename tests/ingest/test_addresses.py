import json

import pytest

from config.urls import host_of
from ingest.addresses import NO_IPV4, NO_IPV6, checked_url, forbidden, may_connect
from ingest.errors import Refused
from tests.conftest import SHARED

NEVER = [
    *(network.partition("/")[0] for network in (*NO_IPV4, *NO_IPV6)),
    "127.255.255.254", "10.255.255.255", "172.31.255.255", "192.168.255.255", "169.254.169.254",
    "100.127.255.254", "198.19.255.255", "255.255.255.255", "239.1.2.3", "192.0.0.192",
    "::127.0.0.1", "::ffff:8.8.8.8", "::ffff:127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1",
    "64:ff9b:1::1", "64:ff9b::808:808", "2002:7f00:1::", "2002:808:808::1", "2001::1", "2001:20::1",
    "2001:db8:ffff::1", "fe80::1", "fe80::1%lo", "fd00:ec2::254", "fec0::1", "ff02::1", "5f00::1",
    "3fff::1", "4000::1", "100::1", "64:ff9c::1", "2600:1f00::5efe:7f00:1",
    "2600:1f00::200:5efe:808:808",
    "", "localhost", "1.2.3", "0x7f.1", "2130706433", "127.0.0.1:80", "[::1]", "::g", "1.2.3.4\0",
]  # fmt: skip


@pytest.mark.parametrize("address", NEVER)
def test_nobody_is_asked_there(address: str) -> None:
    assert forbidden(address)
    assert may_connect(address, 80, "any.example")


PUBLIC = [
    "8.8.8.8", "1.1.1.1", "93.184.216.34", "100.63.255.254", "100.128.0.1", "172.15.0.1",
    "172.32.0.1", "192.167.0.1", "192.169.0.1", "198.17.0.1", "198.20.0.1", "223.255.255.255",
    "9.255.255.255", "11.0.0.0", "126.0.0.1", "128.0.0.1", "169.253.0.1", "169.255.0.1",
    "2001:4860:4860::8888", "2606:4700:4700::1111", "2a00:1450::1", "2001:200::1", "2003::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_may_be_asked_on_the_ports_of_the_web(address: str) -> None:
    assert forbidden(address) is None
    for port in (80, 443, 8080, 8443):
        assert may_connect(address, port, "any.example") is None
    for port in (0, 22, 25, 79, 444, 6379, 9092, 65535):
        assert may_connect(address, port, "any.example") == f"port {port}"


def test_an_exception_is_to_the_letter() -> None:
    allow = frozenset({"127.0.0.1:8099", "[::1]:8099", "news.example:9000"})
    assert may_connect("127.0.0.1", 8099, "127.0.0.1", allow) is None
    assert may_connect("127.0.0.1", 8099, "any.example", allow) is None
    assert may_connect("::1", 8099, "[::1]", allow) is None
    assert may_connect("10.0.0.1", 9000, "news.example", allow) is None
    assert may_connect("127.0.0.1", 8098, "127.0.0.1", allow) == "port 8098"
    assert may_connect("127.0.0.1", 8080, "127.0.0.1", allow) == "loopback"
    assert may_connect("127.0.0.2", 8099, "127.0.0.2", allow) == "port 8099"
    assert may_connect("10.0.0.1", 9000, "other.example", allow) == "port 9000"


SPELLED = {
    "decimal": ("http://2130706433/", "http://127.0.0.1/"),
    "hexadecimal": ("http://0x7f000001/", "http://127.0.0.1/"),
    "octal": ("http://0177.0.0.1/", "http://127.0.0.1/"),
    "short": ("http://127.1/", "http://127.0.0.1/"),
    "circled": ("http://①②⑦.⓪.⓪.①/", "http://127.0.0.1/"),
    "full width": ("http://１２７．０．０．１/", "http://127.0.0.1/"),
    "escaped": ("http://%31%32%37.0.0.1/", "http://127.0.0.1/"),
    "mapped": ("http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/"),
    "backslashes": (r"http:\\a.example\x", "http://a.example/x"),
    "tab and newline": ("ht\ntp://a.exa\tmple/x", "http://a.example/x"),
    "fragment": ("https://a.example/x?y#z", "https://a.example/x?y"),
    "at in the path": ("https://a.example/@user?to=b@c.example", None),
}


@pytest.mark.parametrize(("url", "plain"), SPELLED.values(), ids=SPELLED.keys())
def test_hosts_are_spelled_out_once(url: str, plain: str | None) -> None:
    assert checked_url(url) == (plain or url)


WRONG = [
    "", "stiri", "/stiri", "ftp://a.example/", "file:///etc/passwd", "gopher://a.example/",
    "javascript:alert(1)", "data:text/html,x", "ws://a.example/", "mailto:a@b.example",
    "http://", "http://a b.example/", "http://a.example:99999/", "http://[::1/",
    "http://[fe80::1%25lo]/", "http://256.256.256.256/", "http://0x1ffffffff/",
    "http://user@a.example/", "http://user:word@a.example/", "http://:word@a.example/",
    "http://@a.example/", "http://a.example@127.0.0.1/", "http://a%00b.example/",
    "https://a.example/" + "x" * 9000,
]  # fmt: skip


@pytest.mark.parametrize("url", WRONG, ids=lambda url: ascii(url[:40]))
def test_refuses_what_is_no_plain_address_of_the_web(url: str) -> None:
    with pytest.raises(Refused, match="bad_url"):
        checked_url(url)


def test_the_vectors_of_others() -> None:
    folder = SHARED / "data" / "security"
    if not folder.exists():
        pytest.skip("the shared security vectors are not here")
    miniflux = json.loads((folder / "miniflux" / "non_public_ip.json").read_text())
    for vector in miniflux:
        assert (forbidden(vector["ip"]) is not None) == vector["non_public"], vector
    for vector in json.loads((folder / "smokescreen" / "classify_addr.json").read_text()):
        if vector["class"] in {"ipDenyNotGlobalUnicast", "ipDenyPrivateRange", "ipDenyCGNAT",
                               "ipDenyIPv6Embedding"}:  # fmt: skip
            assert forbidden(vector["ip"]), vector


def test_no_bad_address_raises_anything_but_refused() -> None:
    folder = SHARED / "data" / "bad-urls"
    if not folder.exists():
        pytest.skip("the shared bad-urls are not here")
    lines = (folder / "ssrf_urls.jsonl").read_text().splitlines()
    tests = json.loads((folder / "whatwg_urltestdata.json").read_text())
    urls = [json.loads(line)["url"] for line in lines]
    urls += [test["input"] for test in tests if isinstance(test, dict)]
    passed = {url: host_of(url) for url in urls if passes(url)}
    assert 200 < len(passed) < len(urls)
    reached = {host for host in passed.values() if is_literal(host) and not forbidden(host)}
    assert reached <= {"1.1.1.1", "1.2.3.4", "59.154.201.255"}  # public ones, oddly spelled


def passes(url: str) -> bool:
    try:
        return bool(checked_url(url))
    except Refused:
        return False


def is_literal(host: str) -> bool:
    return host.startswith("[") or host.rpartition(".")[2].isdecimal()
