"""The forms a country's name takes inside a sentence: `Siria` → `Siriei`."""

VOWELS = "aeioăâî"


def forms(name: str, language: str) -> tuple[str, ...]:
    """The name and, where the language bends names, its other forms. Some may not exist."""
    head, space, rest = name.partition(" ")
    if language == "ro":
        return (name, *(f"{bent}{space}{rest}" for bent in romanian(head)))
    if language == "de" and not space and head[-1:] not in "sxz":
        return (name, f"{name}s")
    return (name,)


def romanian(head: str) -> tuple[str, ...]:
    """With article or in the genitive: `Irak` → `Irakul`, `Irakului`; `Africa` → `Africii`."""
    if head.endswith("a"):
        return tuple(head[:-1] + ending for ending in ("ei", "i", "ii"))
    if head[-1:].lower() in VOWELS or head.isupper():
        return ()
    return (f"{head}l", f"{head}lui") if head.endswith("u") else (f"{head}ul", f"{head}ului")
