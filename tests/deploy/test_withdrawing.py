from config.published import Publisher
from deploy.withdrawing import notice_of
from streams.notices import candidate_of
from streams.record import published_record
from tests.factories import a_tagged_article


def test_a_notice_names_what_shares_most_words_with_it() -> None:
    afp, records = Publisher(name="AFP"), []
    titles = (
        "KILL: Guvernul și bugetul",
        "Fotbal la Iași",
        "Guvernul a votat",
        "Guvernul și bugetul",
    )
    for number, title in enumerate(titles):
        article = a_tagged_article(id=f"a{number}", title=title, publisher=afp)
        records.append(
            published_record(article, version=1, first_seen=article.seen_at, change="new", desks=())
        )
    notice = notice_of(records[0], [candidate_of(record) for record in records])
    assert (notice.id, notice.publisher) == ("a0", "AFP")
    assert [one.id for one in notice.perhaps] == ["a3", "a2"]
