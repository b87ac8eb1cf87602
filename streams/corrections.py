"""title, text → the notes in which editors say that they mended or took back what stood there.

Precision first: a marker counts only where editors put it, before a colon at the beginning of a
headline or paragraph, in brackets, or in a sentence about the article itself.
"""

import hashlib
import re

MARKERS = (
    r"erat[ăa]|errat(?:a|um)(?: corrige)?|rectificare|precizare|corec[țţt]i[ea]|corectur[ăa]"  # ro
    r"|corrections?(?: (?:and|&) clarifications?)?|corrected|correcting|clarification|retraction"
    r"|amended|correcti(?:f|on)|rectificatifs?|rectification|erratum|rétractation"  # fr
    r"|berichtigung(?:en)?|korrektur(?:en)?|korrigiert|richtigstellung|widerruf"  # de
    r"|correcci[óo]n|fe de erratas?|fe de errores|rectificaci[óo]n|retractaci[óo]n"  # es
    r"|correzione|rettifica|errore corrige|corrige"  # it
    r"|corre[çc][ãa]o|corrigenda|retifica[çc][ãa]o|retrata[çc][ãa]o"  # pt
    r"|rectificatie|correctie|rechtzetting|sprostowanie|korekta|errata korekta"  # nl, pl
    r"|helyreigazítás|helyesbítés|javítás|oprava|erratum oprava"  # hu, cs, sk
    r"|поправка|исправление|уточнение|опровержение|виправлення|спростування|уточнення"  # ru, bg, uk
    r"|rättelse|rettelse|oikaisu|düzeltme|ispravka|διόρθωση|διευκρίνιση"  # sv, da, fi, tr, sr, el
)  # fmt: skip
WHO = r"(?: (?:a redac[țţt]iei|de la rédaction|der redaktion|de la redacci[óo]n))?"
OPENS = re.compile(  # `ERATĂ: …`, `CORRECTED-…`, `(Berichtigung) …`, `dpa-KORREKTUR: …`
    rf"(?:\w{{2,6}}[-/ ])?(?:[\[(](?:{MARKERS})[^\])]{{0,30}}[\])]"
    rf"|(?:{MARKERS}){WHO}(?: ?[:|]|[-–—])"
    rf"|(?:{MARKERS}){WHO} [–—-] )",
    re.IGNORECASE,
)
ENDS = re.compile(rf"[\[(](?:{MARKERS})[\])]$|[–—|-] ?(?:{MARKERS})$", re.IGNORECASE)
ABOUT = re.compile(  # a sentence about the article's own earlier words, or that it was mended
    r"\b(?:earlier|previous) version of th(?:is|e) (?:article|story|report|post|item|piece)"
    r"|\bth(?:is|e) (?:article|story|report|post|headline|item) (?:has been|was|is being) "
    r"(?:amended|corrected|updated to (?:correct|reflect|clarify)|changed to correct|retracted)"
    r"|\bversiun(?:e|ea) (?:anterioar[ăa]|ini[țţt]ial[ăa]|precedent[ăa]) "
    r"a (?:acest(?:ui|ei)|articolului|[șşs]tirii|textului|materialului)"
    r"|\b(?:articolul|[șşs]tirea|textul|materialul|titlul) (?:a fost|s-a) "
    r"(?:corectat|rectificat|retras)ă?\b"
    r"|\bversion (?:précédente|antérieure|initiale) de (?:cet|cette|l['’])"
    r"|\bcet(?:te)? (?:article|dépêche|information) a été (?:corrigée?|rectifiée?|retirée?)\b"
    r"|\b(?:früheren|vorherigen|ersten|ursprünglichen) (?:version|fassung) "
    r"(?:dieses|des|dieser|der) (?:artikels?|textes|beitrags|meldung|berichts)"
    r"|\bversi[óo]n (?:anterior|previa) de (?:este|esta|la) (?:art[íi]culo|noticia|nota|informaci)"
    r"|\bversione precedente (?:di quest|dell)"
    r"|\bvers[ãa]o anterior (?:dest[ea]|d[ao]) (?:artigo|not[íi]cia|texto|mat[ée]ria)"
    r"|\beerdere versie van dit (?:artikel|bericht|stuk)"
    r"|\b(?:poprzedniej|wcześniejszej) wersji (?:artykułu|tekstu|materiału)"
    r"|\b(?:предыдущей|ранней) версии (?:статьи|материала|новости|текста)",
    re.IGNORECASE,
)
HINTS = (  # one of these is in every sentence that ABOUT finds; looking for them costs a tenth
    "versi", "versã", "versao", "wersji", "верси", "fassung", "correct", "corect", "amended",
    "retract", "retras", "rectific", "corrig", "rectifi", "retir",
)  # fmt: skip
OPENING = 60  # characters of a paragraph in which the marker and its colon stand
NOTE_CHARS = 600  # longer paragraphs are the story; an article about corrections is one, too
FIRST, LAST = 3, 6  # paragraphs in which notes stand


def correction_notes(title: str, text: str) -> tuple[str, ...]:
    """The headline, where it announces a correction, and the paragraphs that do."""
    title = title.strip()
    told = (title,) if opens(title) or ENDS.search(title) else ()
    there = edges(text.split("\n\n"))
    short = [paragraph for paragraph in there if len(paragraph) <= NOTE_CHARS]
    hinted = may_be_about_itself("\n".join(short))
    return (*told, *(one for one in there if opens(one) or (hinted and is_about_itself(one))))


def edges(paragraphs: list[str]) -> list[str]:
    """The paragraphs in which notes stand: the first and the last ones."""
    if len(paragraphs) <= FIRST + LAST:
        return paragraphs
    return paragraphs[:FIRST] + paragraphs[-LAST:]


def opens(paragraph: str) -> bool:
    """Whether it begins with a marker and what sets it off."""
    head = paragraph[:OPENING].lstrip(" *•-–—_")
    return any(sign in head for sign in ":|([-–—") and bool(OPENS.match(head))


def may_be_about_itself(text: str) -> bool:
    small = text.lower()
    return any(hint in small for hint in HINTS)


def is_about_itself(paragraph: str) -> bool:
    return len(paragraph) <= NOTE_CHARS and bool(ABOUT.search(paragraph))


def noted(title: str, text: str) -> str:
    """A mark of the notes, equal while they are; empty without any."""
    notes = "\n".join(correction_notes(title, text))
    return hashlib.blake2b(notes.encode(), digest_size=8).hexdigest() if notes else ""
