"""Texts that are hard to read, and why."""

import pytest
from hypothesis import given, strategies as st

from plans.documents.document import plan_document
from plans.publishing.checklist import checklist, readability
from tests import builders

LONG = "We " + "work " * 25 + "here."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We mend street lights. It is safer.", ([], [], {})),
        (LONG, ([LONG.removesuffix(".")], [], {})),
        ("We " + "work " * 24 + "here.", ([LONG.replace("work ", "", 1).removesuffix(".")], [], {})),
        ("We " + "work " * 23 + "here.", ([], [], {})),
        ("The RAP meets. RAP decides. ASB falls.", ([], ["RAP"], {})),
        ("The Responsible Authorities Partnership (RAP) meets. RAP decides.", ([], [], {})),
        ("CCTV and the NHS in the UK", ([], [], {})),
        ("IOMs and IOM", ([], ["IOM"], {})),
        ("We utilise it in order to help.", ([], [], {"in order to": "to", "utilise": "use"})),
        ("- one two\n- three four\n", ([], [], {})),
        ("", ([], [], {})),
    ],
)  # fmt: skip
def test_what_is_hard_is_named(text, found):
    read = readability.read(text, {"ASB"})
    assert (read.long_sentences, read.abbreviations, read.jargon) == found


@pytest.mark.parametrize(
    ("word", "count"), [("cat", 1), ("safe", 1), ("table", 2), ("community", 4), ("the", 1), ("x", 1), ("interfere", 3)]
)
def test_syllables(word, count):
    assert readability.syllables(word) == count


def test_the_reading_age_is_that_of_the_formula():
    easy = "The cat sat on the mat. " * 10
    assert readability.reading_age(easy) == 5
    hard = "Interdepartmental responsibilities necessitate comprehensive collaboration. " * 10
    words, spoken = 50, 10 * sum(readability.syllables(word) for word in hard.split()[:5])
    assert readability.reading_age(hard) == round(0.39 * words / 10 + 11.8 * spoken / words - 15.59 + 5)
    assert readability.reading_age("Too short to say.") is None


def test_the_reading_age_of_one_sentence_is_said_from_thirty_words_on():
    assert readability.reading_age("street " * 30 + ".") == 13  # 0.39 × 30 + 11.8 − 10.59
    assert readability.reading_age("street " * 29 + ".") is None


@pytest.mark.parametrize("text", ["The NHS helps.", "Our health service (NHS) helps. The NHS pays."])
def test_what_everybody_knows_may_be_explained_as_well(text):
    assert readability.read(text, {"NHS"}).abbreviations == []
    assert readability.read(text).abbreviations == []


@given(st.text(max_size=600))
def test_no_text_breaks_it_and_what_is_named_is_in_the_text(text):
    read = readability.read(text)
    joined = " ".join(text.split())
    assert all(sentence in joined for sentence in read.long_sentences)
    assert all(name in text for name in read.abbreviations)
    assert read.age is None or read.age >= 5


@given(st.lists(st.sampled_from(["light", "street", "safe", "we", "mend"]), min_size=30, max_size=60))
def test_cutting_a_text_into_shorter_sentences_never_makes_it_harder(words):
    whole = " ".join(words) + "."
    cut = " ".join(words[:15]) + ". " + " ".join(words[15:]) + "."
    assert readability.reading_age(cut) <= readability.reading_age(whole)


def test_the_checklist_warns_at_the_place_and_never_blocks(db):
    plan = builders.plan(plain_answer=LONG)
    builders.priority(plan, "1", why="The RAP meets.", plain_answer="Utilise lamps.")
    builders.priority(plan, "2", why="The RAP counts.")
    found = [
        (problem.severity, problem.place, problem.sentence)
        for problem in checklist.problems(plan_document(plan))
        if "hard to read" in problem.sentence or "explained" in problem.sentence
    ]
    assert found == [
        (
            "warning",
            ("plan", ""),
            "The answer at the top of the plan is hard to read: 1 sentence has more than 25 words.",
        ),
        ("warning", ("priorities", "1"), "Priority 1 is hard to read: “utilise” could be “use”."),
        (
            "warning",
            ("glossary", ""),
            "RAP is not explained, but appears in 2 texts: add it to the glossary or write it out.",
        ),
    ]
