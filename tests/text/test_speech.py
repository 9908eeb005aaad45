"""Whose words they are, is a label; what a writer only stresses is none."""

from pathlib import Path

import pytest

from pipeline.alignment.bitext import make_bitext
from pipeline.catalog.catalog import Catalog
from pipeline.lesson.article import read_article
from pipeline.lesson.lesson import Study
from pipeline.teaching.exercises.paragraphs import passages
from pipeline.text.markup import parse
from pipeline.text.speech import label_end


@pytest.mark.parametrize(
    ("markdown", "label"),
    [
        ("**Ada Moss:** Nobody knows.", "Ada Moss:"),
        ("**Ada Moss**: Nobody knows.", "Ada Moss:"),
        ("**BEN.** You first.", "BEN."),
        ("**Nobody knows.** That is all.", ""),
        ("Ada Moss: Nobody knows.", ""),
        ("**Ada Moss:**", ""),
        ("*Ada:* Nobody.", ""),
    ],
)
def test_a_label_is_a_bold_name_before_words(markdown: str, label: str) -> None:
    marked = parse(markdown)
    assert marked.text[: label_end(marked)] == label


def test_exercises_take_no_sentence_with_a_name_before_it() -> None:
    text = "**Ada Moss:** The goats eat bread. They sleep on deck.\n\nThe ferry is old."
    article = read_article(f"---\ntitle: T\n---\n\n{text}\n", Path("article.md"))
    bitext = make_bitext(article, Catalog("es", ()))
    found = [s.text for p in passages(bitext, Study.SOURCE) for s in p.sentences]
    assert found == ["They sleep on deck.", "The ferry is old."]
