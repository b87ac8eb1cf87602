"""What SIB-200 calls its topics and languages, and what we do."""

TOPICS = {
    "science/technology": "13000000",
    "travel": "10000000",
    "politics": "11000000",
    "sports": "15000000",
    "health": "07000000",
    "entertainment": "01000000",
}  # fmt: skip  geography has no page in a newspaper
LANGUAGES = {
    "arb_Arab": "ar", "bul_Cyrl": "bg", "deu_Latn": "de", "eng_Latn": "en", "fra_Latn": "fr",
    "hun_Latn": "hu", "ita_Latn": "it", "pol_Latn": "pl", "por_Latn": "pt", "ron_Latn": "ro",
    "rus_Cyrl": "ru", "spa_Latn": "es", "tur_Latn": "tr", "ukr_Cyrl": "uk",
}  # fmt: skip
