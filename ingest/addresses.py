"""Where requests may go: public addresses, the web's ports, and exceptions to the letter.

An own list, because `ipaddress.is_global` calls NAT64, 6to4 and multicast global
(research: reliability, fact 9). IPv6 is refused unless it is global unicast: what nobody was
given may be anything tomorrow.
"""

import re
import socket
from ipaddress import ip_network

from ada_url import URL

from ingest.errors import Refused

PORTS = frozenset({80, 443, 8080, 8443})
SCHEMES = {"http:": 80, "https:": 443}
LONGEST = 8192  # characters; longer than any server's request line
USERINFO = re.compile(r"(?i)^\s*[a-z][a-z0-9+.-]*:[/\\]*[^/\\?#]*@")

# IANA special-purpose registries of IPv4 and IPv6, RFC 6890 and its successors, 2026-10.
NO_IPV4 = {
    "0.0.0.0/8": "this network",
    "10.0.0.0/8": "private",
    "100.64.0.0/10": "carrier-grade NAT",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local",
    "172.16.0.0/12": "private",
    "192.0.0.0/24": "protocol assignments",
    "192.0.2.0/24": "documentation",
    "192.31.196.0/24": "AS112",
    "192.52.193.0/24": "AMT relay",
    "192.88.99.0/24": "6to4 relay",
    "192.168.0.0/16": "private",
    "192.175.48.0/24": "AS112",
    "198.18.0.0/15": "benchmarking",
    "198.51.100.0/24": "documentation",
    "203.0.113.0/24": "documentation",
    "224.0.0.0/4": "multicast",
    "240.0.0.0/4": "reserved",
}
NO_IPV6 = {  # those with names of their own first; the rest is "not global unicast"
    "::1/128": "loopback",
    "::/128": "unspecified",
    "::ffff:0:0/96": "IPv4-mapped",
    "::ffff:0:0:0/96": "IPv4-translated",
    "::/96": "IPv4-compatible",
    "64:ff9b::/96": "NAT64",
    "64:ff9b:1::/48": "NAT64",
    "100::/64": "discard",
    "2001::/32": "Teredo",
    "2001::/23": "protocol assignments",
    "2001:db8::/32": "documentation",
    "2002::/16": "6to4",
    "2620:4f:8000::/48": "AS112",
    "3fff::/20": "documentation",
    "fc00::/7": "private",
    "fe80::/10": "link-local",
    "fec0::/10": "site-local",
    "ff00::/8": "multicast",
}
ISATAP = (0xFFFFFFFF << 32, 0x5EFE << 32, 0x02005EFE << 32)  # IPv4 inside any network, RFC 5214
GLOBAL_UNICAST = (0b111 << 125, 0b001 << 125)  # 2000::/3

Masks = tuple[tuple[int, int, str], ...]


def masks(networks: dict[str, str]) -> Masks:
    """Each network as mask and value, ten times faster to ask than a list of ip_network."""
    made = ((ip_network(text), why) for text, why in networks.items())
    return tuple((int(net.netmask), int(net.network_address), why) for net, why in made)


IPV4_MASKS, IPV6_MASKS = masks(NO_IPV4), masks(NO_IPV6)


def checked_url(url: str) -> str:
    """The address as browsers read it, host spelled out. Raises Refused for what we do not ask.

    Only http and https, no user or password; the port is judged with the address that the
    socket connects to (`may_connect`).
    """
    if len(url) > LONGEST:
        raise Refused("bad_url", f"longer than {LONGEST} characters")
    try:
        parsed = URL(url)
    except ValueError:
        raise Refused("bad_url", "no address") from None
    if parsed.protocol not in SCHEMES:
        raise Refused("bad_url", f"{parsed.protocol}// is neither http nor https")
    if parsed.username or parsed.password or USERINFO.match(url):
        raise Refused("bad_url", "a user in the address")
    parsed.hash = ""
    return parsed.href


def may_connect(
    address: str, port: int, host: str, allow: frozenset[str] = frozenset()
) -> str | None:
    """Why a socket may not be opened to this address for this host, or nothing.

    `allow` holds exceptions to the letter: `address:port` or `host:port`, version 6 in brackets.
    """
    if {endpoint(address, port), endpoint(host.strip("[]"), port)} & allow:
        return None
    if port not in PORTS:
        return f"port {port}"
    return forbidden(address)


def endpoint(host: str, port: int) -> str:
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def forbidden(address: str) -> str | None:
    """Why nobody may be asked at this address, or nothing. A text that is no address is refused."""
    version = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        packed = socket.inet_pton(version, address)
    except (OSError, ValueError):
        return "no address"  # a zone id is one, too: only link-local addresses have them
    value = int.from_bytes(packed, "big")
    if version == socket.AF_INET:
        return within(value, IPV4_MASKS)
    return within(value, IPV6_MASKS) or unusual(value)


def within(value: int, networks: Masks) -> str | None:
    return next((why for mask, network, why in networks if value & mask == network), None)


def unusual(value: int) -> str | None:
    """Why an IPv6 address without a name of its own is refused, or nothing."""
    mask, network = GLOBAL_UNICAST
    if value & mask != network:
        return "not global unicast"
    mask, *networks = ISATAP
    return "ISATAP" if value & mask in networks else None
