"""word → stem: what tells of the same thing has one stem, however Romanian bends or news varies it.

Words come folded, without marks. Endings are cut as Romanian bends nouns and verbs; other languages
lose a vowel or little more. What news says in two ways (`seism`, `cutremur`) is one.
"""

from functools import lru_cache

STEM = 7  # letters that are kept: what follows bends more often than it tells
SHORTEST = 3  # letters that an ending leaves over
REMEMBERED = 100_000  # words; a stream repeats its own
ENDING_WORDS = """
a e i u ii iul ul ului le lui lor ile ilor ele elor iile iilor iei uri urile urilor
at ata ate ati atul atilor it ita iti ite in ind and ez eaza are area ire irea arii iri
se isti ist ista en ena eni ene enca esc esca este esti os osi osul ose tor tori
"""  # of Romanian's articles, cases, plurals, participles and people of places; `ea`, `oa` as below
ENDINGS = sorted(ENDING_WORDS.split(), key=len, reverse=True)
BENT = (("oa", "o"), ("ea", "e"))  # vowels that change with the ending: școală, școli
SAME = """
accident coliziune ciocnire ciocnit impact izbit tamponat
incendiu foc flacari
cutremur seism
mort decedat deces moarte murit
ucis crima omor omorat asasinat injunghiat
premier prim-ministru
profesor dascal invatator
masina autoturism autovehicul
camion tir autotren autocamion
primar edil
medic doctor
judecator magistrat
castigat castiga invins invinge victorie
pierdut infrangere esec
american sua
rus rusesc rusia moscova kremlin
ucraina ucrainean
francez franta
polonez polonia
turc turcia
german germania
israel israelian
retinut arestat
alegeri scrutin
demisie demis demisionat
inundatii inundat viitura
avion aeronava
soldat militar
scumpire pret
"""  # a line each: what Romanian news uses for one another


@lru_cache(REMEMBERED)
def stem_of_word(word: str) -> str:
    """`word` in small letters without marks; a short stem stands for itself."""
    stem = bare(word)
    return ALIKE.get(stem, stem)


def bare(word: str) -> str:
    for bent, base in BENT:
        word = word.replace(bent, base)
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST:
            word = word[: -len(ending)]
            break
    return (word[:-1] + "d" if word.endswith("z") else word)[:STEM]  # dobânzi, dobândă


ALIKE = {
    bare(word): bare(line.split()[0]) for line in SAME.strip().splitlines() for word in line.split()
}
