"""Every word the pages say by themselves, in Romanian; how moments and languages are written."""

from datetime import UTC, datetime

TEXTS = {
    "tagline": "Știrile, pe măsură ce apar",
    "desks": "Fluxuri",
    "feeds": "Surse",
    "api": "API",
    "live": "În direct",
    "offline": "Actualizare la reîncărcare",
    "reconnecting": "Se reconectează…",
    "empty": "Încă nu a ajuns niciun articol pe acest flux.",
    "empty_hint": "Articolele apar aici singure, de îndată ce sunt publicate.",
    "older": "Mai vechi",
    "newest": "Cele mai noi",
    "reprinted": "preluări",
    "copy": "Preluare",
    "copy_of": "Text preluat după",
    "superset_of": "Cuprinde și textul din",
    "another": "acest articol",
    "original": "articolul original",
    "version": "versiunea",
    "versions": "Versiuni",
    "copies": "Cine a preluat",
    "no_copies": "Nicio preluare cunoscută.",
    "way": "Drumul articolului",
    "raw": "JSON brut",
    "raw_link": "Deschide prin API",
    "subscribe": "Abonare",
    "subscribe_desk": "Primește acest flux în programul tău:",
    "subscribe_article": "Articolul și fluxurile lui, în programul tău:",
    "source": "Citește la sursă",
    "tags": "Despre ce este vorba",
    "no_tags": "Fără etichete.",
    "proofs": "dovezi în text",
    "first_seen": "Văzut prima dată",
    "seen": "Această versiune",
    "published": "Publicat",
    "by": "De",
    "withdrawn": "Articolul a fost retras.",
    "no_text": "Sursa a oferit doar titlul.",
    "only_title": "Sursa a oferit doar titlul.",
    "only_part": "Doar începutul textului: atât a oferit sursa.",
    "paywall": "Doar începutul textului: sursa cere abonament pentru rest.",
    "old_version": "Aceasta este o versiune mai veche.",
    "latest": "Vezi ultima versiune",
    "new_in_old": "din acest text se află în original",
    "old_in_new": "din original se află în acest text",
    "its_share": "din textul său este preluat",
    "our_share": "din acest articol este preluat",
    "story": "În aceeași poveste",
    "origin": "Sursa textului",
    "origin_agency": "agenția pe care o citează ceilalți",
    "origin_date": "are data cea mai veche",
    "origin_first": "văzut primul",
    "first_to_publish": "Primul care a publicat",
    "withdrawn_why": "Motivul",
    "retracted": "retras",
    "feed": "Sursa",
    "country": "Țara",
    "language": "Limba",
    "state": "Starea",
    "polled": "Întrebată ultima dată",
    "next": "Urmează",
    "result": "Răspuns",
    "failures": "Eșecuri la rând",
    "never": "niciodată",
    "no_feeds": "Nicio sursă declarată.",
    "error_404": "Nu am găsit pagina.",
    "error_400": "Adresa nu este corectă.",
    "error_503": "Datele nu sunt disponibile acum. Reîncearcă în câteva secunde.",
    "error_500": "A apărut o eroare la noi.",
    "home": "Înapoi la știri",
    "take": "Copiază",
    "taken": "Copiat",
    "skip": "Sari la conținut",
}
CHANGES = {
    "new": "nou",
    "update": "actualizat",
    "correction": "corectat",
    "completed": "completat",
    "tags": "etichete noi",
    "withdrawn": "retras",
}
CHANGED = {
    "headline": "titlul",
    "lead": "primul paragraf",
    "numbers": "numere",
    "names": "nume",
    "text": "textul",
}
KINDS = {
    "new": "articol nou",
    "superset": "text mai cuprinzător",
    "exact": "identic",
    "near": "aproape identic",
    "subset": "fragment",
}
STAGES = {
    "poll": "găsit în flux",
    "clean": "curățat",
    "dedup": "comparat",
    "tag": "etichetat",
    "publish": "publicat",
}
GROUPS = {
    "subjects": "Teme",
    "places": "Locuri",
    "infoSources": "Agenții",
    "people": "Persoane",
    "organisations": "Organizații",
}
STATES = {
    "ok": "în regulă", "failing": "cu erori", "silent": "tace", "quarantined": "în carantină",
    "gone": "desființată", "waiting": "în așteptare", "disabled": "oprită",
}  # fmt: skip
RESULTS = {
    "news": "știri noi",
    "no_news": "nimic nou",
    "not_modified": "neschimbat",
    "timeout": "nu a răspuns la timp",
    "dns": "adresa nu există",
    "connect": "nu se poate conecta",
    "tls": "certificat greșit",
    "not_a_feed": "nu este un flux",
}
MONTHS = ("ian", "feb", "mar", "apr", "mai", "iun", "iul", "aug", "sept", "oct", "nov", "dec")
RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "iw", "ks", "ps", "sd", "ug", "ur", "yi"}


def direction(language: str | None) -> str:
    """For `dir`: rtl or ltr by the language; auto where it is not known."""
    if not language or language == "und":
        return "auto"
    return "rtl" if language.partition("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def clock(moment: str | None) -> str:
    """`2017-11-03T08:31:05.117Z` → `3 nov 2017, 08:31 UTC`; the page's script makes it local."""
    if not moment:
        return ""
    try:
        at = datetime.fromisoformat(moment).astimezone(UTC)
    except ValueError:
        return moment[:40]
    return f"{at.day} {MONTHS[at.month - 1]} {at.year}, {at:%H:%M} UTC"
