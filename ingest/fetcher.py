"""address → answer: one polite, guarded request, redirects hop by hop."""

from typing import Literal

import msgspec

Kind = Literal["feed", "page"]


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """What a server said. 304 is a normal answer, without a body."""

    url: str  # the last one, after redirects
    status: int
    headers: dict[str, str] = {}  # those of KEPT that came, names in lower case
    body: bytes = b""  # decompressed
    redirects: tuple[str, ...] = ()  # the addresses left behind, first one first
    permanent: bool = False  # every redirect on the way said 301 or 308
    address: str | None = None  # the one the socket was connected to
    elapsed: float = 0.0  # seconds

    @property
    def unchanged(self) -> bool:
        return self.status == 304  # noqa: PLR2004  Not Modified
