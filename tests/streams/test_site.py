from streams.page import parsed_page
from streams.site import AGREEING, MISSES, Advice, Lesson, Site, is_checked, merged, reading, tag_of
from streams.template import Template
from tests.streams.pages import STORY, a_page

TEMPLATE = Template(part="article", told=("p",))
OTHER = Template(part="main", told=("article>p",))
NEW = Site()
UNCHECKED = next(name for name in "abcdefgh" if not is_checked(name))
CHECKED = next(str(number) for number in range(999) if is_checked(str(number)))


def after(*lessons: Lesson, site: Site = NEW) -> Site:
    """The site after these articles, each another one."""
    for number, lesson in enumerate(lessons):
        site = merged(site, tag_of(str(number)), lesson)
    return site


def test_a_template_counts_when_articles_agree() -> None:
    assert after(Lesson(learnt=TEMPLATE)).templates == ()
    assert after(Lesson(learnt=TEMPLATE), Lesson(learnt=OTHER)).templates == ()
    assert after(*[Lesson(learnt=TEMPLATE)] * AGREEING).templates == (TEMPLATE,)


def test_one_article_cannot_agree_with_itself() -> None:
    site = merged(Site(), tag_of("x"), Lesson(learnt=TEMPLATE))
    assert merged(site, tag_of("x"), Lesson(learnt=TEMPLATE)) == site


def test_articles_add_places_and_take_those_they_disagree_on() -> None:
    one = Template(part="article", told=("p", "h2"), untold=("li",), share=1.0)
    two = Template(part="article", told=("p", "li"), untold=("h3",), share=0.5)
    (both,) = after(Lesson(learnt=one), Lesson(learnt=two)).templates
    assert (both.told, both.untold, both.share) == (("h2", "p"), ("h3",), 0.5)


def test_a_template_that_keeps_failing_is_forgotten_unless_it_fits_again() -> None:
    site = after(*[Lesson(learnt=TEMPLATE)] * AGREEING)
    miss, hit = Lesson(missed=("article",)), Lesson(used=TEMPLATE)
    assert after(*[miss] * MISSES, site=site).templates == ()
    assert after(*[miss] * (MISSES - 1), hit, *[miss] * (MISSES - 1), site=site).templates == (
        TEMPLATE,
    )


def test_a_site_keeps_few_templates() -> None:
    parts = [Template(part=f"#part-{letter}", told=("p",)) for letter in "abcdefghij"]
    assert len(after(*[Lesson(learnt=part) for part in parts]).known) <= 4


def test_without_advice_nothing_is_learnt() -> None:
    assert reading(parsed_page(a_page()), None, UNCHECKED).learnt is None


def test_a_page_is_read_by_its_template() -> None:
    found = reading(parsed_page(a_page()), Advice((OTHER, TEMPLATE)), UNCHECKED)
    assert (found.story.how, found.story.paragraphs, found.used) == ("learned", STORY, OTHER)


def test_some_pages_are_read_both_ways() -> None:
    wrong = Template(part="article", told=("p",), untold=("blockquote",))
    page = a_page().replace("</article>", f"<blockquote>{STORY[0] * 3}</blockquote></article>")
    found = reading(parsed_page(page), Advice((wrong,)), CHECKED)
    assert (found.used, found.missed) == (None, ("article",))
    assert reading(parsed_page(a_page()), Advice((TEMPLATE,)), CHECKED).missed == ()


def test_a_page_that_is_too_much_is_read_in_linear_time() -> None:
    page = parsed_page("<p>destul de lung, dar prea des</p>" * 30_000)
    assert reading(page, Advice((TEMPLATE,)), UNCHECKED).story.how == "linear"
