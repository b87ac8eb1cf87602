"""Articles that try to run in a reader's browser, wherever an article can say something."""

import json
import re

import msgspec

from config.published import Evidence, Place, Publisher, Step, Subject
from config.records import TaggedArticle
from tests.conftest import SHARED
from tests.factories import a_tagged_article

PAYLOADS = (
    "<script>__ran()</script>",
    "</title><script>__ran()</script>",
    "<img src=x onerror=__ran()>",
    '"><svg/onload=__ran()>',
    "' autofocus onfocus=__ran() x='",
    '" onmouseover="__ran()" style="position:fixed;inset:0',
    "<iframe srcdoc='<script>parent.__ran()</script>'></iframe>",
    "javascript:__ran()",
    "</textarea></template></li><script>__ran()</script>",
    "{{ 7*7 }}{% raw %}${__ran()}",
    "<math><mtext></p><style><!--</style><img title='--&gt;<img src=1 onerror=__ran()>'>",
    "<link rel=stylesheet href=//evil.example/x.css><meta http-equiv=refresh content='0;//evil'>",
    "\u202e<b>\u0000\ufffe</b>\r\nevent: reset\r\ndata: x\r\n\r\n",
)


def hostile(number: int, payload: str) -> TaggedArticle:
    """An article that says the payload wherever an article can say something."""
    told = Evidence(
        tag="/item/subjects/0",
        rule=payload,
        field="body",
        start=0,
        end=5,
        surface=payload,
        weight=1,
    )
    return a_tagged_article(
        id=f"hostile{number}",
        title=payload,
        text=f"{payload}\n\n{payload}",
        authors=(payload,),
        url=payload if ":" in payload else f"https://ziar.example/{payload}",
        publisher=Publisher(name=payload, country="RO"),
        subjects=(Subject(name=payload, uri=payload),),
        places=(Place(name=payload, rel="primary"),),
        evidence=(told, msgspec.structs.replace(told, tag=payload, start=-5, end=10**9)),
        way=(Step(stage=payload, verdict=payload, at=payload),),
        language="ro",
    )


def strangers() -> list[str]:
    """Payloads that other people's sanitizers are tested with."""
    file = SHARED / "data/security/dompurify/expect.json"
    if not file.exists():
        return []
    cases = [str(case["payload"]) for case in json.loads(file.read_text())]
    return [re.sub(r"\b(alert|confirm|prompt)\b", "__ran", case) for case in cases][::6]
