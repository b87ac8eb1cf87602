"""entry → whether its feed carries the whole story, so that its page need not be fetched. Pure."""

import re
from html import unescape

TAG = re.compile(r"<[^<>]*>")
FULL_TEXT = 1500  # characters from which a feed's text is the story: teasers have 600 at most
SIGNED = re.compile(
    r"(?:the post .{1,300} (?:appeared first on|first appeared on) .{1,100}"
    r"|articolul .{1,300} apare prima dată în .{1,100})$",
    re.I | re.S,
)  # what WordPress adds to full texts and teasers alike
BREAKS_OFF = re.compile(
    r"(?:…|\.\.\.|[\[(](?:…|\.\.\.)[\])]|»|→|&raquo;"
    r"|\b(?:read (?:more|on|the (?:full|rest).{0,40})|continue reading.{0,120}|keep reading"
    r"|full story"
    r"|cite[șş]te (?:mai mult|mai departe|continuarea|tot articolul).{0,120}|vezi mai mult"
    r"|weiterlesen|mehr lesen|lire la suite|lire plus|leer más|seguir leyendo|continua a leggere"
    r"|leggi tutto|ler mais|continue a ler|lees verder|czytaj (?:dalej|więcej)|tovább"
    r"|читать (?:далее|полностью)|читати далі|devamını oku))\W{0,10}$",
    re.I,
)


def is_full(html: str) -> bool:
    """The story itself: long enough, and it does not break off."""
    text = " ".join(unescape(TAG.sub(" ", html)).split())
    if "<" in text:  # escaped twice
        text = " ".join(unescape(TAG.sub(" ", text)).split())
    told = SIGNED.sub("", text[-FULL_TEXT:]).rstrip()
    return len(text) >= FULL_TEXT and not BREAKS_OFF.search(told)
