"""Articles for the tests, made from a seed: each one its own, long enough to be a story."""

import random

WHO = ("Guvernul", "Primăria", "Ministerul Sănătății", "Banca Națională", "Clubul", "Universitatea")
DID = ("a anunțat", "a aprobat", "a respins", "pregătește", "amână", "discută")
WHAT = ("bugetul", "construcția spitalului", "noile tarife", "planul de investiții", "reforma")
WHERE = ("Cluj", "Iași", "Timișoara", "Constanța", "Brașov", "Suceava", "Craiova", "Oradea")
WHEN = ("luni", "marți", "miercuri", "joi", "vineri", "sâmbătă")
WORDS = (
    "potrivit", "comunicatului", "locuitorii", "vor", "fi", "consultați", "înainte", "de", "vot",
    "iar", "specialiștii", "spun", "că", "proiectul", "are", "nevoie", "timp", "pentru",
    "lucrările", "depind", "vreme", "și", "banii", "primiți", "orașul", "fonduri", "europene",
)  # fmt: skip


def story(seed: int) -> tuple[str, list[str]]:
    """A title and three to five paragraphs, the same for the same seed."""
    draw = random.Random(seed)
    who, did, what = draw.choice(WHO), draw.choice(DID), draw.choice(WHAT)
    title = f"{who} {did} {what} la {draw.choice(WHERE)}, dosarul {seed}"
    lead = f"{title}, a declarat {draw.choice(WHEN)} un purtător de cuvânt pentru presa locală."
    body = [
        " ".join(draw.choice(WORDS) for _ in range(draw.randint(35, 60))).capitalize()
        + f" în {draw.randint(2, 900)} de zile, la {draw.choice(WHERE)}."
        for _ in range(draw.randint(2, 4))
    ]
    return title, [lead, *body]
