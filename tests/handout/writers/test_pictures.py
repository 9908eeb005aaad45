"""The pictures of articles in every format: found by the names that people give files, and no more
shown than lies in the project."""

import base64
import io
import unicodedata
import warnings
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from conftest import Workplace
from PIL import Image

from pipeline.cli.main import run
from pipeline.handout.writers import FORMATS

Capture = pytest.CaptureFixture[str]

# A deck has words only; what is wrong with a picture is said there too.
SHOWING = ("pdf", "epub", "html", "docx")
CANARY = "kanarienvogel-4711"


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def parted(text: str) -> str:
    return unicodedata.normalize("NFD", text)


# The file's name on the disk, and in the article.
NAMES = [
    ("a b.png", "a b.png"),
    ("a b.png", "a%20b.png"),
    ("a b.png", "<a b.png>"),
    ("a (1).png", "a (1).png"),
    ("100%.png", "100%.png"),
    ("100%.png", "100%25.png"),
    ("50%20off.png", "50%20off.png"),
    ("p#1.png", "p#1.png"),
    ("p#1.png", "p%231.png"),
    ("q?m.png", "q?m.png"),
    ("q?m.png", "q%3Fm.png"),
    ("Tom & Ann's.png", "Tom & Ann's.png"),
    (composed("niño.png"), composed("niño.png")),
    (composed("niño.png"), parted("niño.png")),
    (parted("niño.png"), composed("niño.png")),
    (parted("niño.png"), parted("niño.png")),
    (parted("niño.png"), "ni%C3%B1o.png"),
    (parted("años 1/él.png"), composed("años 1/él.png")),
    ("日本.PNG", "日本.PNG"),
]


def png(width: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, 4), (width, 90, 30)).save(out, "PNG")
    return out.getvalue()


def shows(made: Path, picture: bytes, width: int) -> bool:
    """Whether a finished file has a picture in it."""
    if made.suffix == ".html":
        return base64.b64encode(picture) in made.read_bytes()
    if made.suffix == ".pdf":
        with pikepdf.open(made) as opened, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return any(i.Width == width for page in opened.pages for i in page.images.values())
    with ZipFile(made) as archive:
        return any(archive.read(name) == picture for name in archive.namelist())


def article(*pictures: str) -> str:
    figures = "".join(f"\n![A view of it]({name})\n" for name in pictures)
    return f"---\ntitle: The pier\n---\n\nThe pier was long.\n{figures}"


def built(form: str) -> int:
    return run(["build", "pier", "--edition", "student", "--format", form])


def output(place: Workplace, form: str) -> Path:
    return place.root / f"build/pier/pier.en-es.student.{form}"


@pytest.fixture
def pier(workplace: Workplace) -> Workplace:
    """An empty project in which no engine translates."""
    workplace.write("handouts.toml", 'languages = ["es"]\nengine = "none"\n')
    return workplace


def test_every_format_finds_a_picture_by_the_name_that_a_person_gave_it(pier: Workplace) -> None:
    for number, (name, _) in enumerate(NAMES):
        file = pier.root / f"source/pier/{number}" / name
        file.parent.mkdir(parents=True)
        file.write_bytes(png(20 + number))
    said = [
        f"<{number}/{named[1:]}" if named.startswith("<") else f"{number}/{named}"
        for number, (_, named) in enumerate(NAMES)
    ]
    pier.write("source/pier/article.md", article(*said))
    for form in FORMATS:
        assert built(form) == 0
        for number, named in enumerate(said):
            width = 20 + number
            assert form not in SHOWING or shows(output(pier, form), png(width), width), named


@pytest.mark.parametrize("ending", ["md", "html"])
def test_a_picture_comes_along_by_the_name_that_a_person_gave_it(
    pier: Workplace, ending: str
) -> None:
    lines = []
    for number, (name, named) in enumerate(NAMES):
        file = pier.root / f"in/{number}" / name
        file.parent.mkdir(parents=True)
        file.write_bytes(png(20 + number))
        written = f"<{number}/{named[1:]}" if named.startswith("<") else f"{number}/{named}"
        address = written.strip("<>").replace("&", "&amp;")
        figure = f"![A view of it]({written})\n\n"
        lines.append(figure if ending == "md" else f'<p><img src="{address}" alt="A view"></p>')
    text = "# The pier\n\nIt was long.\n\n" + "".join(lines)
    if ending == "html":
        text = f"<h1>The pier</h1><p>It was long.</p>{''.join(lines)}"
    document = pier.write(f"in/el año #1.{ending}", text)
    assert run(["add", str(document), "--name", "pier"]) == 0
    kept = {path.read_bytes() for path in (pier.root / "source/pier").iterdir()}
    for number, (_, named) in enumerate(NAMES):
        assert png(20 + number) in kept, named


def test_what_looks_like_a_figure_in_code_stays_as_it_is(pier: Workplace) -> None:
    code = "```\n![A view](a b.png)\n```"
    document = pier.write("in/a.md", f"# The pier\n\nOne writes:\n\n{code}\n\nand it shows.\n")
    assert run(["add", str(document), "--name", "pier"]) == 0
    assert code in pier.read("source/pier/article.md")


# What lies outside


def inside(drawing: str) -> str:
    """Return a drawing that holds another."""
    packed = base64.b64encode(drawing.encode()).decode()
    return svg(f'<image href="data:image/svg+xml;base64,{packed}" width="9" height="9"/>')


def svg(content: str) -> str:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f'<svg {space} viewBox="0 0 9 9">{content}</svg>'


ENTITY = '<!DOCTYPE svg [<!ENTITY a SYSTEM "{secret}">]>' + svg("<text>&a;</text>")
DRAWINGS = {
    "file": svg('<image href="{secret}" width="9" height="9"/>'),
    "xlink": svg('<image xlink:href="{secret}" width="9" height="9"/>'),
    "up": svg('<image href="../../../secret.png" width="9" height="9"/>'),
    "use": svg('<use href="{secret}#a"/>'),
    "style": svg("<style>rect {{ fill: url({secret}) }}</style><rect width='9' height='9'/>"),
    "import": svg("<style>@import '{secret}';</style><rect width='9' height='9'/>"),
    "escaped": svg("<style>rect {{ fill: u\\72l({secret}) }}</style><rect/>"),
    "page": svg('<foreignObject><img src="{secret}"/></foreignObject>'),
    "sheet": '<?xml-stylesheet href="{secret}"?>' + svg("<rect/>"),
    "entity": ENTITY,
    "within": inside(svg('<image href="{secret}" width="9" height="9"/>')),
    "deeper": inside(inside(svg('<image href="{secret}" width="9" height="9"/>'))),
    "quoted": svg(
        "<image href=\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg'%3E"
        "%3Cimage href='{secret}'/%3E%3C/svg%3E\"/>"
    ),
}


@pytest.fixture
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A picture, with a word in it, that lies outside the project."""
    from PIL.PngImagePlugin import PngInfo

    about, out = PngInfo(), io.BytesIO()
    about.add_text("Comment", CANARY)
    Image.new("RGB", (77, 3), "red").save(out, "PNG", pnginfo=about)
    file = tmp_path_factory.mktemp("outside") / "secret.png"
    file.write_bytes(out.getvalue())
    return file


def made_nothing_of_it(place: Workplace, secret: Path) -> None:
    picture = secret.read_bytes()
    for path in [path for path in (place.root / "build").rglob("*") if path.is_file()]:
        assert CANARY.encode() not in path.read_bytes()
        if path.suffix.removeprefix(".") in SHOWING:
            assert not shows(path, picture, 77)


@pytest.mark.parametrize("form", FORMATS)
def test_no_picture_outside_the_project_is_shown(
    pier: Workplace, capsys: Capture, secret: Path, form: str
) -> None:
    (pier.root.parent / "secret.png").write_bytes(secret.read_bytes())
    folder = pier.root / "source/pier"
    folder.mkdir(parents=True)
    (folder / "link.png").symlink_to(secret)
    (folder / "outside").symlink_to(secret.parent, target_is_directory=True)
    (folder / "loop.png").symlink_to(folder / "loop.png")
    names = [
        *(str(secret), "../../../secret.png", "%2e%2e/../../secret.png"),
        *("x/../../../../secret.png", "..\\..\\..\\secret.png", "//localhost/secret.png"),
        *("link.png", "outside/secret.png", "../../handouts.toml", "loop.png"),
        *("data:image/png;base64,iVBORw0KGgo=", "https://example.org/a.png"),
    ]
    for name in names:
        pier.write("source/pier/article.md", article(name))
        capsys.readouterr()
        assert built(form) == 1, name
        said = capsys.readouterr().err
        assert said.startswith("Error: source/pier/article.md:7: The image “"), said
        assert said.count("\n") == 1
        assert not output(pier, form).exists()
    # For Markdown this is no picture, and its address is text.
    pier.write("source/pier/article.md", article(secret.as_uri()))
    assert built(form) == 0
    made_nothing_of_it(pier, secret)


@pytest.mark.parametrize("form", FORMATS)
def test_no_drawing_shows_another_file(
    pier: Workplace, capsys: Capture, secret: Path, form: str
) -> None:
    (pier.root.parent / "secret.png").write_bytes(secret.read_bytes())
    pier.write("source/pier/article.md", article("a.svg"))
    for name, drawing in DRAWINGS.items():
        pier.write("source/pier/a.svg", drawing.replace("{secret}", secret.as_uri()))
        capsys.readouterr()
        assert built(form) == 1, name
        said = capsys.readouterr().err
        assert said.startswith("Error: source/pier/article.md:7: The image “a.svg”"), said
        assert said.count("\n") == 1
    made_nothing_of_it(pier, secret)


@pytest.mark.parametrize("ending", ["md", "html"])
def test_a_document_brings_nothing_along_from_outside_its_folder(
    pier: Workplace, secret: Path, ending: str
) -> None:
    here = pier.root / "in"
    here.mkdir()
    (pier.root / "secret.png").write_bytes(secret.read_bytes())
    (here / "link.png").symlink_to(secret)
    for name, drawing in DRAWINGS.items():
        (here / f"{name}.svg").write_text(drawing.replace("{secret}", secret.as_uri()))
    names = [str(secret), secret.as_uri(), "../secret.png", "x/../../secret.png", "link.png"]
    names += [f"{name}.svg" for name in DRAWINGS]
    text = "# The pier\n\nIt was long.\n\n" + "".join(f"![A view]({n})\n\n" for n in names)
    if ending == "html":
        pictures = "".join(f'<p><img src="{name}" alt="A view"></p>' for name in names)
        text = f"<h1>The pier</h1><p>It was long.</p>{pictures}"
    document = pier.write(f"in/a.{ending}", text)
    assert run(["add", str(document), "--name", "pier"]) == 0
    kept = {path.name for path in (pier.root / "source/pier").iterdir()}
    assert kept == {"article.md", "lesson.yaml"}


# What cannot be shown


def bomb() -> bytes:
    """Return a small file of a picture that is large."""
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG", optimize=True)
    assert out.tell() < 50_000
    return out.getvalue()


BROKEN = {
    "empty": b"",
    "cut": png(50)[:60],
    "head": png(50)[:30],
    "bomb": bomb(),
    "text": b"no picture at all",
    "drawing": b"<svg xmlns='http://www.w3.org/2000/svg'><g>",
    "deep": b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 500 + b"</g>" * 500 + b"</svg>",
}


@pytest.mark.parametrize("form", FORMATS)
def test_a_picture_that_cannot_be_shown_is_an_error_with_its_line(
    pier: Workplace, capsys: Capture, form: str
) -> None:
    pier.write("source/pier/article.md", article("b.png", "a.png"))
    (pier.root / "source/pier/b.png").write_bytes(png(30))
    for name, content in BROKEN.items():
        (pier.root / "source/pier/a.png").write_bytes(content)
        capsys.readouterr()
        assert built(form) == 1, name
        said = capsys.readouterr().err
        start = "Error: source/pier/article.md:9: The image “a.png” cannot be shown: "
        assert said.startswith(start), said
        assert said.count("\n") == 1
    (pier.root / "source/pier/a.png").unlink()
    with (pier.root / "source/pier/a.png").open("wb") as file:
        file.truncate(41_000_000)
    assert built(form) == 1
    assert "it has 41 MB, and may have 40" in capsys.readouterr().err
