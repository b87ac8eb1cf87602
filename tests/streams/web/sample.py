"""A desk worth looking at, told by us: tags, evidence, reprints, a correction."""

from datetime import UTC, datetime, timedelta

import msgspec

from config.moments import moment, now_ms
from config.published import (
    TOPIC_URI,
    Evidence,
    InfoSource,
    Overlap,
    Place,
    Publisher,
    Step,
    Subject,
)
from config.records import PublishedAt, TaggedArticle
from tests.factories import a_tagged_article
from tests.streams.web.installation import Installation

TEXT = (
    "Trupele irakiene au pătruns vineri dimineață în orașul Al-Qa'im, la granița cu Siria, unde se "
    "află ultimele poziții importante ale grupării Stat Islamic, au anunțat ofițeri citați de AFP."
    "\n\n"
    "Artileria și aviația au lovit înainte de zori pozițiile jihadiștilor. Apoi două divizii au "
    "înaintat spre centrul localității 🏙, în timp ce milițiile aliate vorbesc despre case "
    "incendiate la retragere."
    "\n\n"
    "În regiune trăiesc circa 150.000 de oameni. Drumul spre Eufrat rămâne închis."
)
MORE = "Pe scurt, ce s-a întâmplat și ce urmează în zilele următoare. "
WAY = (
    Step(stage="poll", at="2026-11-22T08:31:05.117Z"),
    Step(stage="clean", verdict="story"),
    Step(stage="dedup", verdict="new"),
    Step(stage="tag"),
)
OUTLETS = (
    ("Ziarul Zilei", "RO"),
    ("Gazeta de Vest", "RO"),
    ("Le Journal", "FR"),
    ("Tagblatt", "DE"),
)
HEADLINES = (
    ("ro", "Guvernul schimbă calendarul plăților pentru fermieri"),
    ("fr", "La grève des transports se poursuit à Lyon pour le troisième jour"),
    ("de", "Stadtrat beschließt neue Brücke über den Fluss"),
    ("ro", "Simona a câștigat finala de la Cluj după trei seturi"),
    ("ar", "القوات العراقية تدخل مدينة القائم على الحدود"),
    ("en", "Flood warnings issued along the lower Danube"),
)


def evidence(tag: str, rule: str, surface: str, text: str = TEXT) -> Evidence:
    start = text.index(surface)
    end = start + len(surface)
    return Evidence(
        tag=tag, rule=rule, field="body", start=start, end=end, surface=surface, weight=2.0
    )


def al_qaim(id: str = "alqaim", ago: float = 5) -> TaggedArticle:
    return a_tagged_article(
        id=id,
        story=id,
        seen_at=moment(now_ms() - int(ago * 60_000)),
        publisher=Publisher(name="Ziarul Zilei", country="RO"),
        title="Forțele irakiene au intrat în Al-Qa'im, ultimul bastion al Statului Islamic",
        text=TEXT,
        authors=("Redacția externă",),
        published=PublishedAt(at=datetime.now(UTC) - timedelta(minutes=ago + 12), trust="high"),
        agencies=(InfoSource(name="AFP", role="agency"),),
        subjects=(
            Subject(name="armed conflict", uri=f"{TOPIC_URI}20000056", confidence=98),
            Subject(name="conflict, war and peace", uri=f"{TOPIC_URI}16000000", confidence=71),
        ),
        places=(
            Place(name="Irak", rel="primary", literal="IQ"),
            Place(name="Siria", rel="secondary", literal="SY"),
        ),
        evidence=(
            evidence("/item/subjects/0", "20000056:ro:divizi*", "divizii"),
            evidence("/item/subjects/0", "20000056:ro:jihadi*", "jihadiștilor"),
            evidence("/item/subjects/1", "16000000:ro:artileri*", "Artileria"),
            evidence("/item/places/0", "IQ:adjectiv", "irakiene"),
            evidence("/item/places/1", "SY:nume", "Siria"),
            evidence("/item/infoSources/1", "AFP:citat", "citați de AFP"),
        ),
        way=WAY,
    )


def fill(newsdesk: Installation) -> None:
    """A desk with a corrected agency story, two reprints of it and news of several languages."""
    for number, (language, title) in enumerate(HEADLINES):
        outlet, country = OUTLETS[number % len(OUTLETS)]
        newsdesk.publish(
            a_tagged_article(
                id=f"news{number}",
                story=f"news{number}",
                seen_at=moment(now_ms() - (60 - 7 * number) * 60_000),
                publisher=Publisher(name=outlet, country=country),
                title=title,
                text=f"{title}. "
                + "Pe scurt, ce s-a întâmplat și ce urmează în zilele următoare. " * 4,
                language=language,
                subjects=(Subject(name="politics", uri=f"{TOPIC_URI}11000000", confidence=83),),
                way=WAY,
            ),
            desks=("conflict", "romania"),
        )
    story = al_qaim()
    later = msgspec.structs.replace(
        story, seen_at=moment(now_ms() - 60_000), title=story.title.replace("intrat", "pătruns")
    )
    newsdesk.publish(story, later, desks=("conflict", "romania"))
    for number, (outlet, country) in enumerate(OUTLETS[1:3]):
        copy = msgspec.structs.replace(
            al_qaim(f"copy{number}", 3 - number),
            publisher=Publisher(name=outlet, country=country),
            kind="near",
            word="near",
            of="alqaim",
            story="alqaim",
            overlap=Overlap(new_in_old=0.93 - 0.1 * number, old_in_new=0.9),
        )
        newsdesk.publish(copy, desks=())
