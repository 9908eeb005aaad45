"""Markdown as site generators, note-taking programs and READMEs have it."""

from pathlib import Path

import pytest

from pipeline.errors import DocumentError
from pipeline.lesson.article import Article, BlockKind, read_article
from pipeline.readers.document import WrittenArticle, write_article
from pipeline.readers.recognise import read_document

FIRST = "The kiln is lit on Friday.\n\n"


def written(text: str) -> WrittenArticle:
    return write_article(read_document(text.encode(), Path("kiln.md")), {}, Path("article.md"))


def article(text: str) -> Article:
    return read_article(written(text).text, Path("article.md"))


def body(text: str) -> list[str]:
    """Return the Markdown of each unit of what follows a first paragraph."""
    return [unit.text for block in article(FIRST + text).blocks for unit in block.units][1:]


@pytest.mark.parametrize(
    "front",
    [
        '+++\ntitle = "Clay: a life"\ndate = 2024-02-03T08:00:00Z\nauthors = ["Ida Kern", "Ugo"]\n'
        'tags = ["pots"]\n[menu]\nweight = 3\n+++\n',
        '---\ntitle: "Clay: a life"\ndate: 2024-02-03\nauthor: Ida Kern, Ugo\n---\n',
        "---\ntitle: Clay: a life\ndate: 2024-02-03\nauthor: Ida Kern, Ugo\ntags: [pots]\n---\n",
        '---\ntitle: "Clay: a life"\ndate: 2024-02-03 08:00:00\nauthors:\n  - name: Ida Kern\n'
        "  - Ugo\n---\n",
    ],
)
def test_front_matter_of_any_kind_is_front_matter(front: str) -> None:
    found = article(f"{front}\n{FIRST}")
    assert found.title.text == "Clay: a life"
    assert (found.meta.author, found.meta.date) == ("Ida Kern, Ugo", "2024-02-03")
    assert [unit.text for block in found.blocks for unit in block.units] == [FIRST.strip()]


@pytest.mark.parametrize(
    ("front", "line"),
    [("+++\ntitle = 'a'\nauthor = Ida\n+++\n", 3), ("---\ntitle: a\nauthor: [b\n---\n", 4)],
)
def test_broken_front_matter_is_refused_with_its_line(front: str, line: int) -> None:
    with pytest.raises(DocumentError) as bad:
        written(front + FIRST)
    assert (bad.value.line, "front matter" in bad.value.what) == (line, True)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("{{% note %}}\nMind the *heat*.\n{{% /note %}}", ["Mind the *heat*."]),
        ("{% raw %}Two words{% endraw %}", ["Two words"]),
        ("Look [here]({% post_url 2020-a %}).", ["Look here."]),
        ("Some words.\n{: .lead #top}", ["Some words."]),
        ("* TOC\n{:toc}\n\nWords.", ["Words."]),
        ("[TOC]\n\nWords.", ["Words."]),
        ("## Fire {#fire .big}\n\nWords.", ["Fire", "Words."]),
        ("See [[Clay|the clay]] and [[Glaze#Blue]].", ["See the clay and Glaze."]),
        ("| a |\n|---|\n| [[Clay\\|the clay]] |", ["a", "the clay"]),
        ("A ==red== pot. ^a1b2c3\n\n[[X]]", ["A red pot.", "X"]),
        ("> [!warning]- Hot\n> Do not touch.", ["**Hot**", "Do not touch."]),
        ("> [!TIP]\n> Wear gloves.", ["**Tip**", "Wear gloves."]),
        ("- [ ] dig\n- [x] fire", ["☐ dig", "☒ fire"]),
        ("H<sub>2</sub>O, 10<sup>3</sup>, <b>hot</b><br>dry", ["H₂O, 10³, **hot**\\\ndry"]),
        ("<i>never closed", ["never closed"]),
        ("Press <kbd>Esc</kbd>.", ["Press Esc."]),
        ('<h2 align="center">Raw</h2>\n\nWords.', ["Raw", "Words."]),
        ("<details><summary>More</summary>\n\n*Inner*\n\n</details>", ["**More**", "*Inner*"]),
        ("- one <sup>2</sup>\n\n> <sub>3</sub>", ["one ²", "₃"]),
        ("| a |\n|---|\n| x<sup>2</sup> |", ["a", "x²"]),
    ],
)
def test_marks_of_programs_become_what_they_stand_for(text: str, units: list[str]) -> None:
    assert body(text) == units


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("A {{< youtube x1 >}} film.", "What a site generator would put in is left out: "
         "`{{< youtube x1 >}}`."),
        ("From {{ site.name }}.", "What a site generator would put in is left out: "
         "`{{ site.name }}`."),
        ("A %%secret%% word.", "A comment is left out."),
        ("{% comment %}x{% endcomment %}A {{/* y */}} word.", "2 comments are left out."),
        ("Words.\n\n#clay #fire", "Tags are left out: `#clay #fire`."),
        ("Words.\n\n![[Other]]", "What is embedded from another note is left out: `![[Other]]`."),
        ("Words.\n\n<script>x()</script>", "before ¶ 3: this HTML is left out: "
         "<script>x()</script>."),
    ],
)  # fmt: skip
def test_what_has_no_place_in_an_article_is_named(text: str, warning: str) -> None:
    assert warning in written(FIRST + text).warnings


def test_code_may_show_all_of_that() -> None:
    code = "{{< x >}} {% y %} [[z]] {: .a} ==b== %%c%%"
    found = article(
        f"{FIRST}In `{code}` so.\n\n```\n{code}\n```\n\n- a\n\n  ~~~\n  {code}\n  ~~~\n"
    )
    assert found.blocks[1].units[0].text == f"In `{code}` so."
    assert [b.literal for b in found.blocks if b.kind is BlockKind.CODE] == [code, code]
    highlighted = article(f"{FIRST}{{{{< highlight go >}}}}\nx := 1\n{{{{< /highlight >}}}}\n")
    assert [b.literal for b in highlighted.blocks if b.kind is BlockKind.CODE] == ["x := 1"]


def test_pictures_of_hugo_and_obsidian_are_pictures() -> None:
    text = (
        '{{< figure src="a.jpg" caption="The [old] kiln" >}}\n\n![[b c.png|300]]\n\n![[d.png|Pots]]'
    )
    document = read_document((FIRST + text).encode(), Path("kiln.md"))
    images = {"a.jpg": "a.jpg", "b c.png": "b.png", "b%20c.png": "b.png", "d.png": "d.png"}
    found = read_article(write_article(document, images, "article.md").text, "article.md")
    figures = [(b.image, b.units[0].text) for b in found.blocks if b.kind is BlockKind.FIGURE]
    assert figures == [("a.jpg", r"The \[old\] kiln"), ("b.png", ""), ("d.png", "Pots")]
