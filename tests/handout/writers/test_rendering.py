"""What the formats share: inline text as HTML."""

import re

from test_epub import make

from pipeline.handout.writers import rendering
from pipeline.text.markup import Marked, Span, Style


def test_a_word_within_another_is_a_link_beside_it_and_not_within() -> None:
    words = [Span(3, 21, Style.TERM, "1"), Span(10, 14, Style.TERM, "2")]
    text = Marked("to bend a rule gently, twice").with_spans(words)
    html = str(rendering.inline(text, make()))
    links = re.findall(r'<a class="term"[^>]* href="#v(\d)">([^<]*)</a>', html)
    assert links == [("1", "bend a "), ("2", "rule"), ("1", " gently")]
    assert re.sub("<[^>]*>", "", html) == text.text
    assert html.count('id="t1"') == html.count('id="t2"') == 1
