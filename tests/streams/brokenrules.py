"""Mistakes that editors make in rule files, and what they should be told."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from config import taxonomy
from config.tables import MOST_BYTES
from tests.streams.tagging import shipped

SPORT, WAR = "topics/15-sport.toml", "topics/16-conflict.toml"
FREE = next(
    code for code in reversed(tuple(taxonomy.topics()))
    if taxonomy.is_assignable(code) and code not in shipped().thresholds
)  # fmt: skip
NEW_TOPIC = '\n[[topic]]\ncode = "{}"\n\n[topic.terms]\nro = """\n{}\n"""\n'


class Broken(msgspec.Struct, frozen=True):
    """One mistake: in `file`, `right` becomes `wrong` (or `wrong` is added); told as on the line
    of `at`."""

    file: str
    right: str | None
    wrong: str
    at: str
    says: str


def added(file: str, wrong: str, at: str, says: str) -> Broken:
    return Broken(file, None, wrong, at, says)


def topic(terms: str, at: str, says: str, code: str = FREE) -> Broken:
    return added(SPORT, NEW_TOPIC.format(code, terms), at, says)


BROKEN = {
    # what is no TOML
    "a bracket is missing": Broken(SPORT, "[[topic]]", "[[topic]", "[[topic]", "not TOML"),
    "a quote is missing": added(WAR, '\n[[topic]]\ncode = "20000065\n', 'code = "20000065', "TOML"),
    "a block has no end": added(WAR, '\n[[topic]]\ncode = """\nx\n\n', 'code = """', "topic.code"),
    "a block swallows the next": topic(
        'meci*\nfr = """\nmatch* # *\n"""\nde = "x', "match* # *", "after topic.terms.ro of line"
    ),
    "a key stands twice": topic(
        'x*^2\n"""\nfr = """\na\n"""\nfr = """b\n\n', 'fr = """b', "overwrite"
    ),
    "no equals sign": Broken(SPORT, "[topic.terms]\nro = ", "[topic.terms]\nro ", "ro ", "TOML"),
    "a comment as in C": added(WAR, "\n// war\n", "// war", "not TOML"),
    "a byte order mark": Broken(SPORT, "# sport", "\ufeff# sport", "# sport", "byte order mark"),
    "a zero byte": topic("a\0bc*^2", "a\0bc", "not TOML: Illegal"),
    "brackets without end": added(WAR, "\nx = " + "[" * 9000, "x = [", "too deep"),
    "a table instead of many": added(WAR, '\n[topics]\ncode = "1"\n', "[topics]", "mean topic?"),
    # codes
    "an unknown topic": topic("abc*", 'code = "99000000"', "not a Media Topic", "99000000"),
    "a retired topic": topic("abc*", 'code = "20000030"', "retired", "20000030"),
    "a topic in words": topic("abc*", 'code = "sport"', "mean 15000000 (sport)?", "sport"),
    "two rules for a topic": topic(
        "abc*", 'code = "04000000"', "has a rule in 04-economy.toml:4, too", "04000000"
    ),
    "a number for a code": added(WAR, "\n[[topic]]\ncode = 16000000\n", "code = 160000", "`str`"),
    "no code": added(WAR, '\n[[topic]]\n[topic.terms]\nro = "abc*"\n', "[[topic]]", "`code`"),
    "an unknown key": added(WAR, '\n[[topic]]\ncod = "16000000"\n', "cod =", "did you mean code?"),
    "an unknown kind": added(WAR, '\n[[topics]]\ncode = "1"\n', "[[topics]]", "not known here"),
    # terms
    "a short prefix": topic("meci*,\nabcd*, ab*^2,\nef*", "abcd*, ab*", "letters before the *"),
    "a weight too large": topic("meci*,\nabcd*^70,\nabcde*^7", "abcd*^70", "not between"),
    "a weight below nothing": topic("meci*,\nabcd*^-1", "abcd*^-1", "weight"),
    "a weight in words": topic("abcd*,\nmeci*^mult", "meci*^mult", "not a number"),
    "a weight that is no number": topic("meci*^nan", "meci*^nan", "not between"),
    "a term of signs alone": topic("abcd*,\n…^2,\nabcde*", "…^2", "no term"),
    "terms in a list": added(
        WAR, '\n[[topic]]\ncode = "1"\n\n[topic.terms]\nen = "a"\nro = ["b"]\n',
        'ro = ["b"]',
        "terms.ro: Expected `str`",
    ),
    "an unknown language": topic('abc*\n"""\nrom = """\nabc*', 'rom = """', "no such language"),
    "a term twice": topic("abcd*^2,\nmeci*,\nabcd*, gol", "abcd*, gol", "twice"),
    "a decimal comma": topic("abcd*^2,5,\nmeci*", "abcd*^2,5", "with a point"),
    "semicolons": topic("meci*,\nabcd*; gol; xyz", "abcd*; gol", "separate terms"),
    "a star inside": topic("meci*,\nab*cd", "ab*cd", "at their end"),
    "a whole text": topic("meci*,\n" + "abcd " * 40, "abcd abcd", "more than 12 words"),
    "a threshold without end": added(
        WAR, '\n[[topic]]\ncode = "1"\nthreshold = inf\nterms = {ro = "a"}\n', "threshold = inf",
        "<= 100",
    ),
    "a threshold in words": topic('a\n"""\n[topic]\nthreshold = """x', "[topic]", "twice"),
    "a threshold below nothing": added(
        WAR, '\n[[topic]]\ncode = "1"\nthreshold = -1\nterms = {ro = "abc*"}\n',
        "threshold = -1", "> 0",
    ),
    # countries
    "an unknown country": Broken("countries.toml", 'code = "MD"', 'code = "QQ"', '"QQ"', "QQ"),
    "a country too long": Broken("countries.tsv", "RO\tQ218", "ROU\tQ218", "ROU\tQ218", "'ROU'"),
    "a country twice": added("countries.tsv", "RO\tQ218\tRomânia\n", "RO\tQ218\tRo", "twice"),
    "other columns": Broken("countries.tsv", "country\twiki", "land\twiki", "land\twiki", "first"),
    "too many columns": added("demonyms.tsv", "RO" + "\ta" * 40 + "\n", "RO" + "\ta" * 40, "2 to"),
    "a short demonym": Broken("demonyms.tsv", "moldovean*", "mo*", "mo*", "3 letters"),
    "a demonym of no country": added("demonyms.tsv", "QQ\tqqez*\n", "QQ\tqq", "'QQ'"),
    "an id of letters": added("countries.tsv", "QX\t123\tx\n", "QX\t123", "no id like Q218"),
    "a zero byte in a table": added("countries.tsv", "QX\tQ1\tx\0\n", "QX\tQ1", "no letter"),
    "a name without letters": added("countries.tsv", "QX\tQ1\t|\n", "QX\tQ1", "no name"),
    "a demonym of signs": added("demonyms.tsv", "RO\t…\n", "RO\t…", "no word"),
    # agencies
    "an agency of nowhere": added(
        "agencies.toml", '\n[[agency]]\nname = "Xyz"\nnames = ["Xyz"]\ncountry = "UK"\n',
        'country = "UK"', "did you mean GB?",
    ),
    "a name of two agencies": added(
        "agencies.toml",
        '\n[[agency]]\nname = "Xyz"\nnames = [\n  "Xyz",\n  "AFP"]\ncountry = "RO"\n',
        '  "AFP"]', "what AFP is called",
    ),
    "no names": added(
        "agencies.toml", '\n[[agency]]\nname = "Xyz"\nnames = []\ncountry = "RO"\n', "names = []",
        "length >= 1",
    ),
    "no words": added(
        "urgency.toml", '\n[[urgency]]\nlevel = 3\nwords = ""\n', 'words = ""', "\\w"
    ),
    "an agency without names": added(
        "agencies.toml", '\n[[agency]]\nname = "Xyz"\ncountry = "RO"\n', "[[agency]]", "`names`"
    ),
    "a name of signs": Broken(
        "agencies.toml", '"Agence France-Presse"', '"…"', '"…"', "no name"
    ),
    "an id that is none": Broken("agencies.toml", '"Q40464"', '"40464"', '"40464"', "wikidata"),
    "names in one string": added(
        "agencies.toml", '\n[[agency]]\nname = "Xyz"\nnames = "Xyz"\ncountry = "RO"\n',
        'names = "Xyz"', "Expected `array`",
    ),
    "an agency twice": added(
        "agencies.toml", '\n[[agency]]\nname = "AFP"\nnames = ["Afp"]\ncountry = "FR"\n',
        'name = "AFP"', "twice",
    ),
    "attribution in no language": Broken(
        "attribution.toml", 'language = "ro"', 'language = "rom"', '"rom"', "no such language"
    ),
    # entities
    "an unknown type": added(
        "entities.toml", '\n[[entity]]\nname = "Ion Pop"\ntype = "human"\n', '"human"', "'human'"
    ),
    "an entity twice": added(
        "entities.toml", '\n[[entity]]\nname = "Donald Trump"\ntype = "person"\n',
        'name = "Donald Trump"', "twice",
    ),
    "an alias of two": added(
        "entities.toml",
        '\n[[entity]]\nname = "Ion Pop"\ntype = "person"\naliases = [\n  "Pop",\n  "Trump",\n]\n',
        '"Trump"', "'Trump' is Donald Trump's, too",
    ),
    "an id of two": added(
        "entities.toml",
        '\n[[entity]]\nname = "Ion Pop"\ntype = "person"\nwikidata = "Q22686"\n',
        'wikidata = "Q22686"', "is Donald Trump's, too",
    ),
    "an alias of signs": added(
        "entities.toml",
        '\n[[entity]]\nname = "Ion Pop"\ntype = "person"\naliases = [\n  "Pop",\n  "§",\n]\n',
        '"§"', "no name",
    ),
    # urgency and towns
    "a level too high": Broken("urgency.toml", "level = 1", "level = 9", "level = 9", "level"),
    "towns in no language": Broken(
        "towns.toml", 'language = "ro"', 'language = "xx"', '"xx"', "no such language"
    ),
}  # fmt: skip


def made_a_folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


def linked_to_nowhere(file: Path) -> None:
    file.unlink()
    file.symlink_to("nowhere")


FILES: dict[str, tuple[str, Callable[[Path], object], int, str]] = {
    "an empty file": (SPORT, lambda file: file.write_bytes(b""), 1, "no [[topic]]"),
    "another encoding": (
        SPORT, lambda file: file.write_bytes("# sport\n# meciuri și goluri".encode("utf-16")), 1,
        "not UTF-8",
    ),
    "Latin letters in one place": (
        WAR, lambda file: file.write_bytes(file.read_bytes() + "\n# război".encode("cp1250")), -1,
        "not UTF-8",
    ),
    "a file too large": (SPORT, lambda file: file.write_bytes(b"#" * (MOST_BYTES + 1)), 1, "MiB"),
    "a folder in its place": (SPORT, made_a_folder, 1, "no regular"),
    "a missing file": ("agencies.toml", lambda file: file.unlink(), 1, "No such file"),
    "a link to nowhere": (SPORT, linked_to_nowhere, 1, "No such file"),
    "another name": (
        SPORT, lambda file: file.rename(file.with_suffix(".txt")), 0, "15-sport.txt:1: nobody"
    ),
    "agencies without any": ("agencies.toml", lambda file: file.write_text(""), 1, "no [[agency]]"),
    "towns without any": ("towns.toml", lambda file: file.write_text("# x\n"), 1, "no [[towns]]"),
    "a file nobody reads": ("topic.toml", lambda file: file.write_text(""), 1, "nobody reads"),
    "an empty table of countries": ("countries.tsv", lambda file: file.write_text(""), 1, "first"),
}  # fmt: skip
