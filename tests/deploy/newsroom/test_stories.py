from random import Random

from deploy.newsroom.stories import Story, outlets, second_tellings, stories, worded
from streams.language import language_of


def test_every_story_is_printed_by_a_paper_in_its_own_language() -> None:
    papers = outlets()
    for story in stories():
        text = " ".join(worded(story, Random(1)).paragraphs)
        assert language_of(text) == papers[story.outlet].language, story.slug


def test_there_are_thirty_stories_and_most_are_romanian() -> None:
    papers = outlets()
    languages = [papers[story.outlet].language for story in stories()]
    assert len(languages) >= 30
    assert languages.count("ro") > len(languages) / 2
    assert {paper.language for paper in papers.values()} == {"ro", "en", "fr", "de"}


def test_every_word_to_choose_is_filled_in() -> None:
    for story in stories():
        for run in range(30):
            told = worded(story, Random(run))
            assert not any(sign in told.headline + "".join(told.paragraphs) for sign in "{}~")


def test_a_recurring_story_is_told_in_other_words() -> None:
    for story in stories():
        if story.recurring:
            told = {worded(story, Random(run)).paragraphs for run in range(20)}
            assert len(told) > 18, story.slug


def test_what_is_told_again_was_told_before() -> None:
    slugs, second = {story.slug: story for story in stories()}, second_tellings()
    assert {again.of for again in second.retelling} <= set(slugs)
    for correction in second.correction:
        assert correction.was in slugs[correction.of].text
        assert correction.outlet == slugs[correction.of].outlet


def test_a_story_that_happens_once_is_told_as_it_stands() -> None:
    story = Story(slug="s", outlet="o", section="", author="", headline="T", text="unu\n\ndoi")
    assert worded(story, Random(1)).paragraphs == ("Unu", "Doi")
