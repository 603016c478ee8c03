"""Terms are linked once, where they are first used."""

from plans.public.glossary import GlossaryLinks


def term(name: str, *aliases: str) -> dict:
    return {
        "slug": name.lower().replace(" ", "-"),
        "term": name,
        "aliases": list(aliases),
        "meaning": {},
        "locator": "",
    }


def test_only_the_first_use_is_linked():
    links = GlossaryLinks([term("Anti-social behaviour", "ASB")], "")
    link = '<a class="app-term" href="#term-anti-social-behaviour" aria-label="ASB, in the glossary">ASB</a>'
    assert links.link("<p>ASB and ASB</p>") == f"<p>{link} and ASB</p>"
    assert links.link("<p>anti-social behaviour</p>") == "<p>anti-social behaviour</p>"


def test_short_forms_match_exactly_and_words_in_any_case():
    links = GlossaryLinks([term("PPO"), term("Baseline year")], "/plan/")
    assert links.link("<p>ppo, Ppo</p>") == "<p>ppo, Ppo</p>"
    assert (
        links.link("<p>the BASELINE year</p>")
        == '<p>the <a class="app-term" href="/plan/#term-baseline-year">BASELINE year</a></p>'
    )


def test_links_headings_and_parts_of_words_are_left_alone():
    links = GlossaryLinks([term("ASB")], "")
    html = '<h3>ASB</h3><p><a href="https://example.org/ASB">ASB</a> ASBO</p>'
    assert links.link(html) == html


def test_the_longer_term_wins():
    links = GlossaryLinks([term("BCS"), term("BCS Comparator Crime")], "")
    assert links.link("BCS Comparator Crime, BCS") == (
        '<a class="app-term" href="#term-bcs-comparator-crime">BCS Comparator Crime</a>, '
        '<a class="app-term" href="#term-bcs" aria-label="BCS, in the glossary">BCS</a>'
    )
