"""Inline Markdown: what a person writes is what everything else sees, and nothing gets lost."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.text.markup import Marked, Span, Style, parse, render, walk

WORDS = st.sampled_from(
    [
        *(
            "word",
            "two words",
            "a_b",
            "__init__",
            r"C:\dir",
            "AT&T",
            "&copy;",
            "[sic]",
            "(x)",
            "😀",
        ),
        *("5 * 3", "x < y", "1. first", "# no heading", "¡Ánimo!", "“quoted”", "e\u0301", "~", "`"),
        *(
            r"\*",
            "!",
            "&nbsp;",
            " ",
            "\n",
            "  \n",
            "\\\n",
            "<br>",
            "<b>",
            "<!-- aside -->",
            "[^note]",
        ),
        *("`code`", "`` a ` b ``", "`  padded  `", "<https://example.org>", "![map](map.png)"),
    ]
)


def _wrapped(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    frames = ["*{}*", "_{}_", "**{}**", "***{}***", "~~{}~~", "[{}](https://example.org/a?b=1&c=2)"]
    return st.builds(
        str.format, st.sampled_from([*frames, "[{}](<a b.html>)", "![{}](a.png)"]), inner
    )


def _several(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(str.join, st.sampled_from(["", " "]), st.lists(inner, min_size=2, max_size=4))


WRITTEN = st.recursive(WORDS, lambda inner: _wrapped(inner) | _several(inner), max_leaves=12)
PUNCTUATION = st.text("ab *_`~[]()<>!\\&;#^.-1\n\u00a0é{}:\"'|", max_size=30)


def covered(marked: Marked) -> list[tuple[str, str]]:
    return [(span.style.value, marked.text[span.start : span.end]) for span in marked.spans]


@given(WRITTEN | PUNCTUATION)
@example("*one*_two_")  # marks that touch
@example("\\_\\_init\\_\\_")
@example("Stop\\![here](x)")  # no image
@example("word[^1]\\(aside)")  # no link
@example("*&nbsp;x*")
@example("one<br> two")
@example("*_doubly_*")
@example("[a](<http://example.org?a&amp;copy;>)")
def test_text_and_spans_survive_being_written_and_read(markdown: str) -> None:
    marked = parse(markdown)
    assert parse(render(marked)) == marked


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0")))
@example("* no list, **no strong**, `no code`, [no](link), &amp; <b> \\* ~~no~~ _x_ [^1]")
def test_any_plain_text_can_be_written_without_becoming_markup(text: str) -> None:
    assert parse(render(Marked(text))) == Marked(text)


@pytest.mark.parametrize(
    "text",
    [
        "Biden’s four-year plan: 5 < 6, 100% of AT&T (or “more”) – snake_case, e.g. #1!",
        "¿Qué? ¡Nada! a/b: 3.5 + 2 = 5.5; 1,500 $ | 20 €",
    ],
)
def test_ordinary_punctuation_is_written_without_backslashes(text: str) -> None:
    assert render(Marked(text)) == text


@pytest.mark.parametrize(
    ("markdown", "text", "spans"),
    [
        ("a **very *big* house**", "a very big house", ["strong very big house", "emphasis big"]),
        (
            "*one* _two_ ~~three~~",
            "one two three",
            ["emphasis one", "emphasis two", "strike three"],
        ),
        ("see [*this* page](x.html)", "see this page", ["link this page", "emphasis this"]),
        ("run `a*b*c` now", "run a*b*c now", ["code a*b*c"]),
        ("an ![old map](map.png) here", "an old map here", ["image old map"]),
        ("no <!-- aside --> words", "no  words", []),
        (r"5 \* 3 is \[not\] \_emphasis\_", "5 * 3 is [not] _emphasis_", []),
        ("H&uuml;te &amp; M&#252;tzen", "Hüte & Mützen", []),
    ],
)
def test_spans_stand_over_the_text_that_a_reader_sees(
    markdown: str, text: str, spans: list[str]
) -> None:
    marked = parse(markdown)
    assert marked.text == text
    assert [" ".join(pair) for pair in covered(marked)] == spans


def test_addresses_and_footnote_labels_are_kept() -> None:
    marked = parse("a [b](https://example.org/x_y) c[^far] ![d](img/d.png)")
    assert [span.value for span in marked.spans] == ["https://example.org/x_y", "far", "img/d.png"]


def test_footnote_mark_has_a_place_and_no_width() -> None:
    marked = parse("Trust[^1] is good.")
    assert marked == Marked("Trust is good.", (Span(5, 5, Style.NOTE, "1"),))
    assert render(marked) == "Trust[^1] is good."


@pytest.mark.parametrize("written", ["one\\\ntwo", "one  \ntwo", "one<br>two", "one<BR />two"])
def test_line_break_is_kept_however_it_is_written(written: str) -> None:
    assert parse(written) == Marked("one\ntwo")
    assert render(parse(written)) == "one\\\ntwo"


def test_end_of_line_in_the_source_is_a_space() -> None:
    assert parse("one\ntwo") == Marked("one two")


def test_vocabulary_is_marked_but_not_written() -> None:
    marked = parse("a *mass* rush").with_spans([Span(2, 11, Style.TERM, "1")])
    assert covered(marked) == [("term", "mass rush"), ("emphasis", "mass")]
    assert render(marked) == "a *mass* rush"


@given(
    st.lists(
        st.builds(
            lambda a, b, style: Span(min(a, b), max(a, b), style),
            *[st.integers(0, 9)] * 2,
            st.sampled_from(Style),
        )
    )
)
def test_crossing_spans_are_cut_so_that_elements_nest(spans: list[Span]) -> None:
    marked = Marked("123456789").with_spans(spans)
    text = ""
    stack: list[Span] = []
    for event, piece, span in walk(marked):
        text += piece
        if event == "open" and span:
            stack.append(span)
        elif event == "close":
            assert stack.pop() == span
        else:
            place = range(len(text) - len(piece), len(text))
            assert sorted(stack, key=hash) == sorted(
                (s for s in marked.spans if s.start <= place[0] and place[-1] < s.end), key=hash
            )
    assert not stack
    assert text == marked.text
