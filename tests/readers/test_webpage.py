"""A web page becomes its article and nothing but the article, and what is left out is known."""

import base64
import json
import quopri
import textwrap
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.errors import DocumentError
from pipeline.lesson.article import Article, read_article
from pipeline.readers.document import write_article
from pipeline.readers.recognise import pictures, read_document
from pipeline.text.markup import parse

FILE = Path("page.html")

# A story long enough for the libraries to see one.
STORY = [
    "The library of our village used to be a bus. Every second Thursday it stopped behind the "
    "church, opened its doors with a sigh, and let out a smell of paper and warm rubber that I "
    "can still remember today.",
    "My grandmother drove it for nineteen years, although she had never liked driving. She liked "
    "readers, she said, and readers who live on farms cannot come to a library, so the library "
    "has to come to them, whatever the weather is.",
    "In winter she carried a shovel beside the dictionaries. Once she dug the bus out of a drift "
    "with the help of two farmers, and both of them went home with a novel that they had not "
    "meant to borrow.",
    "When the council sold the bus, nobody asked the readers. There was a small party with tea "
    "and dry cake, a speech that was too long, and then the old engine started one last time and "
    "the bus went away over the hill.",
    "Today a box with forty books hangs where it used to stop. My daughter has filled it twice "
    "this year, and each time it was empty before the weekend, which would have made my "
    "grandmother very happy indeed.",
]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
MENU = "<nav><ul><li><a href='/a'>News</a><li><a href='/b'>Sport</a><li><a href='/c'>Shop</a></nav>"


@dataclass
class Result:
    """What became of a page."""

    article: Article
    warnings: tuple[str, ...]
    left_out: tuple[str, ...]

    @property
    def texts(self) -> list[str]:
        """The texts of the body, without their markup."""
        units = [unit for unit in self.article.units() if unit is not self.article.title]
        return [parse(unit.text).text for unit in units]


def paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def page(body: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}<script></script></body></html>"


def read(text: str | bytes, *, everything: bool = False) -> Result:
    content = text if isinstance(text, bytes) else text.encode()
    document = read_document(content, FILE, everything=everything)
    _, without = pictures(document, content, FILE)
    written = write_article(document, {}, FILE)
    article = read_article(written.text, FILE)
    return Result(article, (*written.warnings, *without), document.left_out)


# Which blocks are the article


@pytest.mark.parametrize(
    "body",
    [
        # The only <article> is a teaser.
        f"<div><h1>The bus</h1>{paragraphs(STORY)}</div>"
        "<div class='related'><article><h3>Other</h3><p>Ten cakes to bake.</p></article></div>",
        # Several articles, of which one is a story.
        f"<main><article><h1>The bus</h1>{paragraphs(STORY)}</article>"
        "<article><a href='/x'><h2>Other</h2><p>Ten cakes to bake.</p></a></article>"
        "<article><a href='/y'><h2>More</h2><p>Nine ways to sleep.</p></a></article></main>",
        # No element that says what it is, remarks of readers below.
        f"<table><tr><td>{MENU}</td><td><h1>The bus</h1>{paragraphs(STORY)}"
        "<div id='comments'><p>Lovely story, thank you for it, it made me cry on the train.</p>"
        "<p>Ten cakes to bake is what I call a story.</p></div></td></tr></table>",
        # Inside the story: what a player shows, a box to share it, another story.
        f"<article><h1>The bus</h1><div class='share-tools'>Share this on</div>"
        f"<div class='video-player'><div class='player-controls'>Play Mute 0:00</div></div>"
        f"{paragraphs(STORY[:3])}<div class='related-box'><p>Ten cakes to bake</p></div>"
        f"{paragraphs(STORY[3:])}<p>Sign up for our newsletter and get ten cakes to bake.</p>"
        "</article><footer><p>The paper of the valley, all rights reserved.</p></footer>",
    ],
)
def test_the_story_is_found_and_nothing_beside_it(body: str) -> None:
    found = read(page(MENU + body, "<title>The bus - The Valley Post</title>"))
    assert found.article.title.text == "The bus"
    assert found.texts == STORY
    assert "Other" in found.left_out or any("cake" in text for text in found.left_out)


def test_everything_is_kept_if_one_asks_for_it() -> None:
    text = page(
        f"{MENU}<article><h1>The bus</h1>{paragraphs(STORY)}</article><aside>An aside</aside>"
    )
    found = read(text, everything=True)
    assert found.left_out == ()
    assert found.texts == ["News", "Sport", "Shop", *STORY, "An aside"]


def test_what_a_document_has_is_kept_however_short() -> None:
    text = "<html><body><h1>Notes</h1><p>See <a href='/a'>A</a></p><ul><li>one<li>two</ul></body>"
    found = read(text)
    assert found.texts == ["See A", "one", "two"]
    assert (found.warnings[1:], found.left_out) == ((), ())


def test_a_post_for_browsers_without_scripts_is_read() -> None:
    told = "<noscript><p>Please switch JavaScript on.</p></noscript>"
    found = read(page(f"<h1>The bus</h1>{told}<div><noscript>{paragraphs(STORY)}</noscript></div>"))
    assert found.texts == STORY


def test_a_text_that_stands_in_a_script_only_is_taken_from_there() -> None:
    data = {"@type": "NewsArticle", "headline": "The bus", "articleBody": "\n".join(STORY)}
    head = f'<script type="application/ld+json">{json.dumps(data)}</script>'
    found = read(page(f"<h1>The bus</h1><p>{STORY[0]}</p><p>Read on with an account.</p>", head))
    assert found.texts == STORY
    assert any("shows little of its text" in warning for warning in found.warnings)


def test_what_only_one_library_takes_for_the_article_is_named() -> None:
    aside = "The bus was built in a town far away by people who had never seen a library before it."
    found = read(
        page(
            f"<div><h1>The bus</h1><div>{paragraphs(STORY)}</div></div>"
            f"<div><div><div><p>{aside}</p></div></div></div>"
        )
    )
    is_in = aside in found.texts
    assert is_in != (aside in found.left_out)
    named = [warning for warning in found.warnings if "The bus was built" in warning]
    assert is_in or named or not found.warnings


# Front matter


@pytest.mark.parametrize(
    ("head", "line"),
    [
        (
            '<script type="application/ld+json">{"@graph": [{"@id": "#p", "name": "Ada Quill"},'
            '{"@type": ["BlogPosting"], "author": [{"@id": "#p"}],'
            ' "datePublished": "2024-02-03T10:00:00Z"}]}</script>',
            "By Ada Quill | 3 February 2024",
        ),
        (
            '<script type="application/ld+json"><![CDATA[ {"@type": "NewsArticle", "author": "Ada'
            ' Quill", "datePublished": "2024-02-03"} ]]></script>',
            "Ada Quill, Feb 3, 2024, 5 min read",
        ),
        (
            '<meta name="dc.creator" content="Ada Quill">'
            '<meta property="article:published_time" content="2024-02-03T08:00:00+01:00">',
            "Published 3 Feb 2024 by Ada Quill",
        ),
        (
            "",
            '<span class="byline">Words by Ada Quill</span> <time datetime="2024-02-03">Sat</time>',
        ),
        ("", '<a rel="author" href="/ada">Ada Quill</a>, 3 February 2024'),
        (
            "",
            '<span itemprop="author"><b itemprop="name">Ada Quill</b></span>'
            ' <span itemprop="datePublished" content="2024-02-03">Saturday</span>',
        ),
    ],
)
def test_author_and_date_are_front_matter_and_no_paragraph(head: str, line: str) -> None:
    body = f"{MENU}<article><h1>The bus</h1><div>{line}</div>{paragraphs(STORY)}</article>"
    found = read(page(body, head))
    assert (found.article.meta.author, found.article.meta.date) == ("Ada Quill", "2024-02-03")
    assert found.texts == STORY


def test_a_reader_who_remarks_is_no_author() -> None:
    remark = "<div class='comments'><p class='comment-author'>Max Loud</p><p>First!</p></div>"
    found = read(page(f"<article><h1>The bus</h1>{paragraphs(STORY)}</article>{remark}"))
    assert found.article.meta.author == ""


@pytest.mark.parametrize("name", ["standfirst", "article__subtitle", "dek"])
def test_a_standfirst_is_the_lead(name: str) -> None:
    lead = "For nineteen years one woman drove forty shelves through snow."
    body = f"<article><h1>The bus</h1><p class='{name}'>{lead}</p>{paragraphs(STORY)}</article>"
    found = read(page(MENU + body))
    assert found.article.meta.lead == lead
    assert found.texts == [lead, *STORY]


def test_a_logo_is_no_title() -> None:
    head = "<title>The bus that read | Valley Post</title>"
    logo = "<header><h1 class='logo'><a href='/'>Valley Post</a></h1></header>"
    body = f"{logo}{MENU}<div><h2>The bus that read</h2>{paragraphs(STORY)}</div>"
    found = read(page(body, head))
    assert found.article.title.text == "The bus that read"
    assert found.texts == STORY


def test_rules_stand_between_paragraphs_only() -> None:
    story = f"{paragraphs(STORY[:2])}<hr>{paragraphs(STORY[2:])}"
    found = read(
        page(
            f"{MENU}<hr><article><h1>The bus</h1><hr>{story}</article><hr><footer>Imprint</footer>"
        )
    )
    kinds = [block.kind.value for block in found.article.blocks]
    assert kinds == ["paragraph"] * 2 + ["rule"] + ["paragraph"] * 3


def test_an_article_begins_with_its_first_picture_s_caption_and_a_note() -> None:
    others = "".join(
        f"<li><figure><a href='/{n}'><img src={n}.png></a><figcaption>Another story of the {n} of "
        "us in town.</figcaption></figure></li>"
        for n in ("five", "six")
    )
    found = read(
        page(
            f"{MENU}<ul>{others}</ul><main><div><figure><img src=bus.png alt=''><figcaption>The bus"
            " behind our church, in its last winter.</figcaption></figure></div><header><h1>The bus"
            "</h1></header><section><p>We first printed this story in our winter paper.</p>"
            "</section><div><div>"
            f"{paragraphs(STORY)}</div></div></main>"
        )
    )
    texts = [text for text in found.texts if text not in STORY]
    assert "We first printed this story in our winter paper." in texts
    assert any("The bus behind our church" in text for text in texts)
    assert not any("Another story" in text for text in texts)


def test_links_to_notes_with_an_address_that_the_page_does_not_tell_are_notes() -> None:
    address = "https://village.example/bus"
    story = [
        f"{text}<sup><a href='{address}#note-{n}'>[{n}]</a></sup>"
        for n, text in enumerate(STORY[:3], 1)
    ]
    notes = "".join(f"<li id=note-{n}>Told by driver number {n}.</li>" for n in (1, 2, 3))
    found = read(
        page(
            f"{MENU}<article><h1>The bus</h1>{paragraphs([*story, *STORY[3:]])}"
            f"<ol>{notes}</ol></article>"
        )
    )
    said = [note[0].text for note in found.article.footnotes.values()]
    assert said == [f"Told by driver number {n}." for n in (1, 2, 3)]


# What nobody sees


@pytest.mark.parametrize(
    ("style", "hidden"),
    [
        ("", "<p style='display:none'>{}</p>"),
        ("", "<div style='color: red; visibility: hidden !important'><p>{}</p></div>"),
        ("", "<p hidden>{}</p>"),
        (".robots p, #x {{ display: none }}", "<div class='robots'><p>{}</p></div>"),
        ("p.gone {{ visibility: hidden }} p {{ visibility: visible }}", "<p class='gone'>{}</p>"),
    ],
)
def test_what_styles_hide_is_left_out_and_named(style: str, hidden: str) -> None:
    secret = hidden.format("Words for robots and nobody else.")
    head = f"<style>{style.format()}</style>"
    found = read(
        page(f"<h1>The bus</h1>{paragraphs(STORY[:2])}{secret}{paragraphs(STORY[2:])}", head)
    )
    assert found.texts == STORY
    assert any("Words for robots" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "head",
    [
        "<style>@media print { p { display: none } }</style>",
        "<style>p { display: none } body p { display: block }</style>",
        "<style>p:hover { display: none } p { color: red",
        "<style>article { display: none }</style>",  # a script shows it, for it is the page
    ],
)
def test_what_a_reader_sees_is_not_hidden(head: str) -> None:
    found = read(page(f"<article><h1>The bus</h1>{paragraphs(STORY)}</article>", f"{head}</style>"))
    assert found.texts == STORY


@pytest.mark.parametrize(
    "parts",
    [
        ("<div id=part-{0}>{1}</div>", "<div id=part-{0} style='display: none'>{1}</div>"),
        (
            "<div><section class='leaf open'>{1}</section></div>",
            "<div><section class='leaf shut' style='display:none'>{1}</section></div>",
        ),
    ],
)
def test_a_text_that_is_shown_part_by_part_comes_in_whole(parts: tuple[str, str]) -> None:
    shown, hidden = parts
    leaves = [shown.format(0, paragraphs(STORY[:2]))]
    leaves += [hidden.format(n, paragraphs([STORY[n]])) for n in (2, 3, 4)]
    found = read(page(f"{MENU}<article><h1>The bus</h1>{''.join(leaves)}</article>"))
    assert found.texts == STORY


# Pictures


def test_alternative_texts_are_no_paragraphs() -> None:
    body = (
        f"<h1>The bus</h1>{paragraphs(STORY[:2])}"
        '<img src="https://example.org/a/DSC_01.jpg" alt="DSC_01.jpg">'
        '<img src="https://example.org/b.jpg" alt="A green bus in the snow">'
        '<img src="https://example.org/pixel.gif" alt="count" width=1 height=1>'
        f"{paragraphs(STORY[2:])}"
    )
    found = read(page(body))
    assert found.texts == STORY
    (said,) = [warning for warning in found.warnings if "on the web" in warning]
    assert said.startswith("2 images are left out")
    assert "A green bus in the snow" in said
    assert "DSC_01.jpg”" not in said
    assert "pixel" not in said


def test_a_caption_stays_with_its_picture(tmp_path: Path) -> None:
    (tmp_path / "bus.png").write_bytes(PIXEL)
    text = page(
        f"{MENU}<article><h1>The bus</h1>{paragraphs(STORY[:2])}<figure><img src='bus.png' "
        f"alt='A bus'><figcaption>The bus in March</figcaption></figure>"
        f"<p><img src='bus.png' alt='Its door'></p>{paragraphs(STORY[2:])}</article>"
        "<aside><img src='bus.png' alt='Advertisement'></aside>"
    ).encode()
    file = tmp_path / "page.html"
    document = read_document(text, file)
    found, lost = pictures(document, text, file)
    written = write_article(document, {address: name for address, (name, _) in found.items()}, file)
    article = read_article(written.text, file)
    figures = [(block.image, block.units[0].text) for block in article.blocks if block.image]
    assert figures == [("bus.png", "The bus in March"), ("bus.png", "Its door")]
    assert lost == []


# What word processors save


def test_the_emphasis_of_google_docs_is_kept() -> None:
    head = "<style>.c1{font-weight:700}.c2{font-style:italic}.c3{font-weight:400}</style>"
    body = (
        '<p class="c9 title"><span class="c1">The bus</span></p><p><span class="c1">Every</span>'
        '<span class="c3"> second <span style="font-style:italic">Thursday</span></span>.</p>'
    )
    found = read(f"<html><head><title>The bus</title>{head}</head><body>{body}</body></html>")
    assert found.article.title.text == "The bus"
    assert [unit.text for unit in found.article.units()][1:] == ["**Every** second *Thursday*."]


def test_what_word_saves_as_a_page_is_read() -> None:
    item = (
        "<p class=MsoListParagraph style='mso-list:l0 level{} lfo1'><![if !supportLists]>"
        "<span style='mso-list:Ignore'>{}<span>&nbsp;&nbsp; </span></span><![endif]>{}</p>"
    )
    body = (
        "<div class=WordSection1><p class=MsoTitle>The bus<o:p></o:p></p><p class=MsoNormal>It came"
        "<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'><span "
        "class=MsoFootnoteReference><span style='mso-special-character:footnote'>[1]</span></span>"
        f"</a> late.</p>{item.format(1, '·', 'a shovel')}{item.format(2, 'o', 'with snow')}"
        f"{item.format(1, '·', 'a novel')}{item.format(1, '1.', 'not parted')}</div><div><hr>"
        "<div id=ftn1><p class=MsoFootnoteText><a href='#_ftnref1' name='_ftn1'><span "
        "class=MsoFootnoteReference>[1]</span></a> On Thursdays.</p></div></div>"
    )
    found = read(f"<html><head><title>x</title></head><body>{body}</body></html>")
    assert found.article.title.text == "The bus"
    marked = [(block.depth, block.units[0].text) for block in found.article.blocks if block.units]
    assert marked[0] == (0, "It came[^1] late.")
    assert marked[1:4] == [(1, "a shovel"), (2, "with snow"), (1, "a novel")]
    (note,) = found.article.footnotes.values()
    assert note[0].text == "On Thursdays."


def test_the_lists_of_a_page_that_word_filtered_are_lists() -> None:
    item = (
        "<p class=MsoListParagraph><span>{}<span>&nbsp;&nbsp;&nbsp; </span></span><b>{}</b> it</p>"
    )
    body = item.format("1.", "open") + item.format("2.", "read") + "<p class=MsoNormal>o no</p>"
    found = read(f"<html><body><h1>T</h1>{body}</body></html>")
    blocks = [(block.marker, block.units[0].text) for block in found.article.blocks]
    assert blocks == [("1.", "**open** it"), ("2.", "**read** it"), ("", "o no")]


def test_a_text_in_lines_of_its_own_is_read_as_plain_text() -> None:
    lines = "\n\n".join("\n".join(textwrap.wrap(text, 60)) for text in STORY)
    found = read(page(f"<h1>The bus</h1><pre>{lines}</pre>", "<title>The bus</title>"))
    assert found.article.title.text == "The bus"
    assert found.texts == STORY


def test_links_lead_where_they_lead_from_the_pages_address() -> None:
    head = '<link rel="canonical" href="https://example.org/news/bus.html">'
    body = "<h1><a href='/news/bus.html'>T</a></h1><p>{}.</p>".format(
        ", ".join(f"<a href='{a}'>{a}</a>" for a in ("/a", "b.html?c=1", "//example.net/d", "#e"))
    )
    found = read(f"<html><head>{head}</head><body>{body}</body></html>")
    assert found.article.title.text == "T"
    (text,) = [unit.text for unit in found.article.units()][1:]
    for address in ("org/a", "org/news/b.html?c=1", "net/d"):
        assert f"https://example.{address}>" in text
    assert text.endswith(", #e.")


# Footnotes, encodings


def test_a_note_comes_along_only_with_its_mark() -> None:
    marked = STORY[0] + "<sup><a href='#n1'>1</a></sup>"
    aside = "<aside><p>A remark<sup><a href='#n2'>2</a></sup></p></aside>"
    notes = "<h2>Notes</h2><ol><li id=n1>A real bus.<li id=n2>A remark on it.</ol>"
    body = (
        f"<article><h1>The bus</h1><p>{marked}</p>{paragraphs(STORY[1:])}</article>{aside}{notes}"
    )
    found = read(page(MENU + body))
    assert found.texts == [*STORY, "A real bus."]


@pytest.mark.parametrize(
    ("declared", "coding"),
    [("windows-1252", "cp1252"), ("iso-8859-1", "cp1252"), ("gb2312", "gbk"), ("koi8-r", "koi8-r")],
)
def test_a_page_is_read_in_the_encoding_it_declares(declared: str, coding: str) -> None:
    words = {"cp1252": "“Café” – €5", "gbk": "汉字 in a text", "koi8-r": "Привет to all"}[coding]
    text = page(f"<h1>T</h1><p>{words}</p>", f'<meta charset="{declared}">')
    assert read(text.encode(coding)).texts == [words]


def test_a_bad_byte_is_read_and_its_place_is_shown() -> None:
    text = page(f"<h1>T</h1><p>A tea.</p>\n<p>{STORY[0]}</p>", '<meta charset="utf-8">')
    found = read(text.encode().replace(b"sigh", b"si\x92gh"))
    assert found.texts == ["A tea.", STORY[0].replace("sigh", "si’gh")]
    (said,) = [warning for warning in found.warnings if "UTF-8" in warning]
    assert "line 2" in said
    assert "si’gh" in said


def saved_page(boundary: str = "----Boundary--1") -> bytes:
    """Return a page as Chromium saves it as one file, its only picture beside another folder."""
    html = page(
        f"{MENU}<article><h1>The bus</h1>{paragraphs(STORY[:2])}<figure><img src='../i/bus.png' "
        f"alt=''><figcaption>The bus in March</figcaption></figure>{paragraphs(STORY[2:])}"
        "<p>Ten cafés</p></article>",
        "<meta charset='utf-8'><title>The bus</title>",
    )
    head = (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/a/bus.html\r\n"
        "Subject: The bus\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n"
        f'\ttype="text/html";\r\n\tboundary="{boundary}"\r\n\r\n\r\n--{boundary}\r\n'
        "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        "Content-Location: https://example.org/a/bus.html\r\n\r\n"
    )
    image = (
        f"\r\n--{boundary}\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
        "Content-Location: https://example.org/i/bus.png\r\n\r\n"
    )
    end = f"\r\n--{boundary}--\r\n"
    body = quopri.encodestring(html.encode()) + image.encode() + base64.encodebytes(PIXEL)
    return head.encode() + body + end.encode()


def test_a_page_saved_as_one_file_comes_in_with_its_pictures() -> None:
    file = Path("The bus.mhtml")
    content = saved_page()
    document = read_document(content, file)
    found, lost = pictures(document, content, file)
    assert lost == []
    written = write_article(document, {address: name for address, (name, _) in found.items()}, file)
    article = read_article(written.text, file)
    assert [image for _, image in found.values()] == [PIXEL]
    assert article.meta.source == "https://example.org/a/bus.html"
    texts = [parse(unit.text).text for unit in article.units()]
    assert texts == ["The bus", *STORY[:2], "The bus in March", *STORY[2:], "Ten cafés"]


def test_a_bad_byte_of_a_saved_page_is_shown() -> None:
    content = saved_page().replace(b"Ten caf=C3=A9s", b"Ten caf=E9s")
    document = read_document(content, Path("bus.mhtml"))
    assert any("line 1: cafés" in warning for warning in document.warnings)


def test_a_saved_page_without_a_page_is_refused() -> None:
    content = saved_page().replace(b"text/html", b"text/css")
    with pytest.raises(DocumentError, match="a web archive without a page"):
        read_document(content, Path("bus.mhtml"))
