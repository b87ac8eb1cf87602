"""How each inner record is written on its topic, and read back."""

from typing import Generic, TypeVar

import msgspec

from config.books import LedgerLine
from config.published import Published
from config.records import CleanArticle, RawArticle, ResolvedArticle, TaggedArticle

R = TypeVar("R")


class Codec(Generic[R]):
    """Encodes and decodes one record type. `decode` raises msgspec.DecodeError naming the field."""

    def __init__(
        self,
        record: type[R],
        encoder: msgspec.json.Encoder | msgspec.msgpack.Encoder,
        decoder: "msgspec.json.Decoder[R] | msgspec.msgpack.Decoder[R]",
    ) -> None:
        self.record = record
        self._encoder, self._decoder = encoder, decoder

    def encode(self, record: R) -> bytes:
        return self._encoder.encode(record)

    def decode(self, message: bytes) -> R:
        return self._decoder.decode(message)


def json_codec(record: type[R]) -> Codec[R]:
    return Codec(record, msgspec.json.Encoder(), msgspec.json.Decoder(record))


RAW = Codec(RawArticle, msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(RawArticle))
CLEAN = json_codec(CleanArticle)
RESOLVED = json_codec(ResolvedArticle)
TAGGED = json_codec(TaggedArticle)
PUBLISHED = json_codec(Published)
LEDGER = json_codec(LedgerLine)
