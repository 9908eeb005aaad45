"""Language packages: from an index on a server into argostranslate's folders, and out again."""

import io
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import REPOSITORY, zipped
from loopback import Handler, Loopback, closed_port, cut, serving

from pipeline.cli.main import run
from pipeline.errors import ModelError
from pipeline.translation import packages

# Rounds of the test that kills installs; each takes about half a second.
KILLS = 30

Capture = pytest.CaptureFixture[str]


def package_files(
    source: str = "en", target: str = "es", version: str = "1.0", tokenizer: str = "sentencepiece"
) -> dict[str, bytes]:
    """Return the files of a package as Argos lays them out; the model is no model."""
    top = f"translate-{source}_{target}-{version.replace('.', '_')}"
    metadata = {
        "package_version": version,
        "argos_version": "1.9",
        "from_code": source,
        "from_name": source.upper(),
        "to_code": target,
        "to_name": target.upper(),
    }
    return {
        f"{top}/metadata.json": json.dumps(metadata).encode(),
        f"{top}/README.md": b"For tests",
        f"{top}/model/model.bin": random.Random(version).randbytes(200_000),
        f"{top}/model/shared_vocabulary.txt": b"a\n",
        f"{top}/{tokenizer}.model": b"tokens",
        f"{top}/stanza/{source}/tokenize/x.pt": b"sentences",
    }


def entry(target: str, version: str, links: list[str], name: str = "") -> dict[str, object]:
    """Return an entry of the index in the shape of Argos's own."""
    return {
        "package_version": version,
        "argos_version": version,
        "from_code": "en",
        "from_name": "English",
        "to_code": target,
        "to_name": name or {"es": "Spanish", "de": "German"}.get(target, target),
        "links": links,
        "code": f"translate-en_{target}",
    }


def offer(server: Loopback, *entries: dict[str, object]) -> None:
    """Put an index on the server."""
    server.files["/index.json"] = json.dumps(entries).encode()


@pytest.fixture(autouse=True)
def server(argos_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """A server with an index of two packages, which argostranslate's setting names."""
    with serving() as loopback:
        loopback.files["/es.argosmodel"] = zipped(package_files())
        loopback.files["/de.argosmodel"] = zipped(package_files(target="de", tokenizer="bpe"))
        offer(
            loopback,
            entry("de", "1.0", [f"{loopback.address}/de.argosmodel"]),
            entry("es", "1.0", ["ipfs://Qm123", f"{loopback.address}/es.argosmodel"]),
        )
        monkeypatch.setenv("ARGOS_PACKAGE_INDEX", f"{loopback.address}/")
        monkeypatch.chdir(argos_home)
        yield loopback


def home() -> Path:
    return Path(packages.settings().package_data_dir)


def labels() -> list[str]:
    return [package.label for package in packages.installed()]


def leftovers() -> list[str]:
    """Return what an install left outside of the package folder."""
    work = home().with_name(".packages-handouts")
    downloads = Path(packages.settings().downloads_dir)
    found = [*work.rglob("*"), *downloads.rglob("*")]
    return [path.name for path in found if path.is_file() and path.name != "lock"]


def argos(code: str, *arguments: str) -> str:
    """Run argostranslate's own code, in the same environment."""
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def listed_by_argos() -> list[str]:
    code = (
        "from argostranslate.package import get_installed_packages as all\n"
        "print(*(f'{p.from_code}→{p.to_code} {p.package_version}' for p in all()), sep='\\n')"
    )
    return sorted(argos(code).splitlines())


def error(capsys: Capture) -> str:
    """Return the one line that the command ended with."""
    said = capsys.readouterr().err
    assert said.startswith("Error: ")
    assert said.count("\n") == 1, said
    assert "failed (" not in said
    return said


def test_install_brings_packages_that_argostranslate_finds(capsys: Capture) -> None:
    assert run(["models", "install", "es", "de"]) == 0
    said = capsys.readouterr()
    assert said.out == "installed en→es 1.0 (0.2 MB)\ninstalled en→de 1.0 (0.2 MB)\n"
    assert labels() == ["en→de 1.0", "en→es 1.0"]
    assert listed_by_argos() == ["en→de 1.0", "en→es 1.0"]
    assert (home() / "translate-en_es-1_0" / "stanza/en/tokenize/x.pt").read_bytes() == b"sentences"
    assert leftovers() == []


def test_install_of_what_is_there_downloads_nothing(server: Loopback, capsys: Capture) -> None:
    assert run(["models", "install", "es"]) == 0
    server.asked.clear()
    capsys.readouterr()
    assert run(["models", "install", "es", "es"]) == 0
    assert capsys.readouterr().out == "installed already, and whole: en→es 1.0 (0.2 MB)\n"
    assert server.asked == [("/index.json", "")]


def test_install_of_what_is_there_needs_no_network(
    server: Loopback,
    capsys: Capture,
) -> None:
    assert run(["models", "install", "es"]) == 0
    server.files.clear()
    capsys.readouterr()
    assert run(["models", "install", "es"]) == 0
    assert "installed already" in capsys.readouterr().out
    assert run(["models", "install", "es", "de"]) == 1
    assert "There is nothing at" in error(capsys)


def test_packages_that_argospm_installed_are_ours_too(server: Loopback, argos_home: Path) -> None:
    file = argos_home / "en_es.argosmodel"
    file.write_bytes(server.files["/es.argosmodel"])
    argos("import sys, argostranslate.package as p; p.install_from_path(sys.argv[1])", str(file))
    found = packages.find("en", "es")
    assert found is not None
    assert found.label == "en→es 1.0"
    assert found.folder == home() / "translate-en_es-1_0"
    assert run(["models", "install", "es"]) == 0
    assert [path for path, _ in server.asked] == ["/index.json"]


def test_package_of_another_tool_is_recorded_when_it_is_first_loaded() -> None:
    for name, content in package_files().items():
        (home() / name).parent.mkdir(parents=True, exist_ok=True)
        (home() / name).write_bytes(content)
    package = packages.find("en", "es")
    assert package is not None
    packages.verify(package)
    packages.verify(package)
    (package.folder / "stanza/en/tokenize/x.pt").write_bytes(b"Sentences")
    with pytest.raises(ModelError, match=r"stanza/en/tokenize/x\.pt is not as it was installed"):
        packages.verify(package)


def test_package_in_a_folder_that_cannot_be_written_is_loaded_all_the_same() -> None:
    pytest.importorskip("resource")
    for name, content in package_files().items():
        (home() / name).parent.mkdir(parents=True, exist_ok=True)
        (home() / name).write_bytes(content)
    code = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "from pipeline.translation import packages; packages.verify(packages.find('en', 'es'))\n"
    )
    argos(code)
    folder = home() / "translate-en_es-1_0"
    assert not [path for path in folder.iterdir() if "handouts" in path.name]


@pytest.mark.parametrize(
    ("file", "change", "message"),
    [
        ("model/model.bin", lambda b: b[:-1], "model/model.bin is not as it was installed"),
        ("model/model.bin", lambda b: b[:-1] + b"!", "model/model.bin is not as it was installed"),
        ("model/model.bin", None, "model/model.bin is missing"),
        ("sentencepiece.model", None, "sentencepiece.model or bpe.model is missing"),
        ("README.md", None, "README.md is missing"),
        ("handouts.json", lambda b: b[:9], "handouts.json is broken"),
    ],
)
def test_damage_is_noticed_and_mended_by_the_command_that_is_named(
    capsys: Capture, file: str, change, message: str
) -> None:
    assert run(["models", "install", "es"]) == 0
    package = packages.find("en", "es")
    assert package is not None
    path = package.folder / file
    if change:
        path.write_bytes(change(path.read_bytes()))
    else:
        path.unlink()
    with pytest.raises(ModelError) as failure:
        packages.verify(package)
    mend = "Install it again: handouts models install es."
    assert str(failure.value) == f"The package en→es 1.0 is damaged: {message}. {mend}"
    capsys.readouterr()
    assert run(["models", "list"]) == 0
    assert f"damaged: {message}. {mend[:-1]}" in capsys.readouterr().out
    assert run(["models", "install", "es"]) == 0
    assert capsys.readouterr().out.startswith("installed en→es 1.0 (")
    packages.verify(package)


def test_newer_package_takes_the_place_of_the_older(server: Loopback) -> None:
    assert run(["models", "install", "es"]) == 0
    server.files["/new"] = zipped(package_files(version="1.10"))
    offer(
        server,
        entry("es", "1.10", [f"{server.address}/new"]),
        entry("es", "1.9", [f"{server.address}/none"]),
    )
    assert run(["models", "install", "es"]) == 0
    assert listed_by_argos() == ["en→es 1.10"]
    assert leftovers() == []


@pytest.mark.parametrize(
    "content",
    [
        b"<html>Please log in</html>",
        zipped(package_files())[:-100],
        zipped(package_files(target="de")),
        zipped({"a/metadata.json": b"[]", "a/model/model.bin": b"", "a/bpe.model": b""}),
        zipped({n: c for n, c in package_files().items() if not n.endswith("model.bin")}),
        zipped({n: c for n, c in package_files().items() if "sentencepiece" not in n}),
        zipped({"../evil": b"", **package_files()}),
    ],
    ids=["HTML", "cut", "other pair", "no metadata", "no model", "no tokenizer", "malicious"],
)
def test_older_package_stays_where_the_newer_is_not_whole(
    server: Loopback, capsys: Capture, content: bytes
) -> None:
    assert run(["models", "install", "es"]) == 0
    server.files["/new"] = content
    offer(server, entry("es", "1.1", [f"{server.address}/new"]))
    capsys.readouterr()
    assert run(["models", "install", "es"]) == 1
    assert error(capsys)
    package = packages.find("en", "es")
    assert package is not None
    assert package.version == "1.0"
    packages.verify(package)
    assert listed_by_argos() == ["en→es 1.0"]
    assert leftovers() == []


def test_next_link_is_tried_where_one_fails(server: Loopback, capsys: Capture) -> None:
    server.files["/broken"] = b"<html>"
    links = [f"{server.address}/{name}" for name in ("none", "broken", "es.argosmodel")]
    offer(server, entry("es", "1.0", links))
    assert run(["models", "install", "es"]) == 0
    assert labels() == ["en→es 1.0"]
    offer(server, entry("de", "1.0", links[:2]))
    capsys.readouterr()
    assert run(["models", "install", "de"]) == 1
    assert "/none (HTTP 404)" in error(capsys)


@pytest.mark.parametrize("link", ["ftp://127.0.0.1/es", "es.argosmodel", "data:,x", "http://["])
def test_link_that_is_no_web_address_is_not_followed(
    server: Loopback, capsys: Capture, link: str
) -> None:
    offer(server, entry("es", "1.0", [link]))
    assert run(["models", "install", "es"]) == 1
    assert f"“{link}” is no web address." in error(capsys)


def test_link_to_ipfs_alone_is_one_line(server: Loopback, capsys: Capture) -> None:
    offer(server, entry("es", "1.0", ["ipfs://Qm123"]))
    assert run(["models", "install", "es"]) == 1
    assert error(capsys) == "Error: The index has no web address for en→es 1.0.\n"


def test_index_in_a_folder_without_a_final_slash(
    server: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "es.argosmodel"
    package.write_bytes(server.files["/es.argosmodel"])
    index = json.dumps([entry("es", "1.0", [package.as_uri()])])
    (tmp_path / "index.json").write_text(index, encoding="utf-8")
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", tmp_path.as_uri())
    assert run(["models", "install", "es"]) == 0
    assert labels() == ["en→es 1.0"]
    assert package.exists()
    assert server.asked == []


@pytest.mark.parametrize("slash", ["", "/"])
def test_index_on_a_server_with_and_without_a_final_slash(
    server: Loopback, monkeypatch: pytest.MonkeyPatch, slash: str
) -> None:
    server.files["/mirror/index.json"] = server.files.pop("/index.json")
    monkeypatch.setenv("ARGOS_PACKAGE_INDEX", f"{server.address}/mirror{slash}")
    assert run(["models", "install", "es"]) == 0
    assert server.asked[0] == ("/mirror/index.json", "")


def test_package_does_not_take_the_folder_of_another_pair(
    server: Loopback, capsys: Capture
) -> None:
    assert run(["models", "install", "de"]) == 0
    files = package_files()
    server.files["/es.argosmodel"] = zipped(
        {name.replace("translate-en_es", "translate-en_de"): files[name] for name in files}
    )
    capsys.readouterr()
    assert run(["models", "install", "es"]) == 1
    assert "en→es 1.0 wants the folder of en→de 1.0" in error(capsys)
    assert labels() == ["en→de 1.0"]


@pytest.mark.parametrize(
    ("index", "message"),
    [
        (b"<html>", "is not JSON. It begins with “<html>”."),
        (b"[{", "is not JSON."),
        (b"{}", "is no index of language packages."),
        (b"[]", "offers no language package."),
        (b'[1, {"from_code": "en"}, {"type": "sbd"}]', "offers no language package."),
    ],
)
def test_broken_index_is_one_line(
    server: Loopback, capsys: Capture, index: bytes, message: str
) -> None:
    server.files["/index.json"] = index
    assert run(["models", "install", "es"]) == 1
    assert message in error(capsys)
    assert run(["models", "list"]) == 0
    assert message in capsys.readouterr().out


@pytest.mark.parametrize(
    ("code", "near"),
    [("spanish", "It has es (Spanish)."), ("dee", "It has de (German)."), ("../x", "It has ")],
)
def test_unknown_language_names_near_ones_and_installs_none(
    capsys: Capture, code: str, near: str
) -> None:
    assert run(["models", "install", "es", code]) == 1
    said = error(capsys)
    assert f"The index has no package en→{code}." in said
    assert near in said
    assert labels() == []


def test_what_was_installed_before_a_failure_is_said(server: Loopback, capsys: Capture) -> None:
    server.files["/de.argosmodel"] = b"<html>"
    assert run(["models", "install", "es", "de"]) == 1
    said = capsys.readouterr()
    assert said.out == "installed en→es 1.0 (0.2 MB)\n"
    assert said.err.startswith("Error: translate-en_de.argosmodel is no whole zip archive")


def test_cut_download_goes_on_in_the_next_run(
    server: Loopback, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.system.http.time.sleep", lambda _: None)
    offer(server, entry("es", "1.0", [f"{server.address}/es.argosmodel"]))
    server.faults = [Handler.serve, cut(100_000), cut(9), cut(9), cut(9)]
    assert run(["models", "install", "es"]) == 1
    assert "was cut. Run it again: it goes on where it stopped." in error(capsys)
    assert run(["models", "install", "es"]) == 0
    assert server.asked[-1] == ("/es.argosmodel", "bytes=100027-")
    assert leftovers() == []


def test_what_a_killed_install_left_is_cleaned_up(server: Loopback) -> None:
    work = home().with_name(".packages-handouts")
    downloads = Path(packages.settings().downloads_dir) / "handouts"
    for folder in (work, work / "tmp123/translate-en_es-1_0", downloads):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "translate-en_es.argosmodel").write_bytes(server.files["/es.argosmodel"][:-9])
    assert run(["models", "install", "de"]) == 0
    assert leftovers() == []


def test_a_terminal_sees_how_far_the_download_is(server: Loopback) -> None:
    pty = pytest.importorskip("pty")
    server.pause = 0.02
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "pipeline", "models", "install", "es"]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    subprocess.run(command, cwd=REPOSITORY, stderr=theirs, check=True, env=environment)
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert "en→es 1.0" in shown
    assert "kB" in shown


def test_settings_of_argostranslate_say_where_packages_are(
    argos_home: Path,
) -> None:
    config = argos_home / "config/argos-translate/settings.json"
    config.parent.mkdir(parents=True)
    config.write_text(json.dumps({"ARGOS_PACKAGES_DIR": str(argos_home / "elsewhere")}))
    assert run(["models", "install", "es"]) == 0
    assert [path.name for path in (argos_home / "elsewhere").iterdir()] == ["translate-en_es-1_0"]
    assert listed_by_argos() == ["en→es 1.0"]


def test_remove_deletes_the_package_and_nothing_else(capsys: Capture) -> None:
    assert run(["models", "install", "es", "de"]) == 0
    capsys.readouterr()
    assert run(["models", "remove", "es"]) == 0
    assert capsys.readouterr().out == "removed en→es 1.0\n"
    assert listed_by_argos() == ["en→de 1.0"]
    assert leftovers() == []
    assert run(["models", "remove", "de", "es"]) == 1
    assert "No package en→es is installed. See which are: handouts models list." in error(capsys)
    assert labels() == ["en→de 1.0"]


def test_list_shows_what_is_there_and_what_could_be(server: Loopback, capsys: Capture) -> None:
    assert run(["models", "install", "es"]) == 0
    links = [f"{server.address}/es.argosmodel"]
    offer(server, *(entry(code, "1.1", links) for code in ("es", "de", "fr")))
    capsys.readouterr()
    for command in (["models"], ["models", "list"]):
        assert run(command) == 0
        rows = [line.split() for line in capsys.readouterr().out.splitlines()]
        assert rows == [
            ["package", "language", "version", "size", "state"],
            ["en→es", "Spanish", "1.0", "0.2", "MB", "whole"],
            ["en→de", "German", "1.1", "to", "install:", "handouts", "models", "install", "de"],
            ["en→es", "Spanish", "1.1", "to", "install:", "handouts", "models", "install", "es"],
        ]


def test_list_answers_a_program(capsys: Capture) -> None:
    assert run(["models", "install", "es"]) == 0
    capsys.readouterr()
    assert run(["models", "list", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    [standing] = answer["installed"]
    assert standing["package"]["target"] == "es"
    assert standing["damage"] == ""
    assert [offered["target"] for offered in answer["offers"]] == ["de", "es"]
    assert answer["unreachable"] == ""


def test_list_without_a_network_shows_what_is_there(
    capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["models", "install", "es"]) == 0
    monkeypatch.setattr(packages.settings(), "package_index", f"http://127.0.0.1:{closed_port()}/")
    capsys.readouterr()
    assert run(["models", "list"]) == 0
    said = capsys.readouterr()
    assert "Spanish" in said.out
    assert "could not be found out. 127.0.0.1:" in said.out
    assert "takes no connection" in said.out
    assert said.err == ""


def test_broken_folders_hide_no_package() -> None:
    assert run(["models", "install", "es"]) == 0
    for name, metadata in {
        "empty": None,
        "html": b"<html>",
        "list": b"[]",
        "bytes": b"\xff\xfe",
        "codes": b'{"from_code": 1, "to_code": "es"}',
        "bottomless": b"[" * 100_000,
        "other": b'{"type": "sbd", "from_code": "en", "to_code": "es"}',
    }.items():
        (home() / name).mkdir()
        if metadata is not None:
            (home() / name / "metadata.json").write_bytes(metadata)
    (home() / "half").mkdir()
    shutil.copy(home() / "translate-en_es-1_0/metadata.json", home() / "half")
    (home() / "folder" / "metadata.json").mkdir(parents=True)
    assert labels() == ["en→es 1.0"]
    assert run(["models", "list"]) == 0


def test_newest_version_of_a_pair_is_found() -> None:
    for version in ("1.9", "1.10", "1.2"):
        for name, content in package_files(version=version).items():
            (home() / name).parent.mkdir(parents=True, exist_ok=True)
            (home() / name).write_bytes(content)
    assert labels() == ["en→es 1.10", "en→es 1.9", "en→es 1.2"]
    found = packages.find("en", "es")
    assert found is not None
    assert found.version == "1.10"
    assert packages.find("es", "en") is None


def test_looking_for_packages_loads_no_engine() -> None:
    code = (
        "import sys; from pipeline.translation import packages\n"
        "packages.find('en', 'es'); print(*sys.modules)"
    )
    loaded = {name.split(".")[0] for name in argos(code).split()}
    assert "argostranslate" in loaded
    assert loaded & {"ctranslate2", "sentencepiece", "numpy", "filelock", "urllib3"} == set()


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"XDG_DATA_HOME": "/dev/null/data"}, "folder /dev/null/data"),
        ({"ARGOS_INTER_THREADS": "many"}, "settings are wrong"),
        ({"ARGOS_MODEL_PROVIDER": "none"}, "settings are wrong"),
    ],
)
def test_argostranslate_that_cannot_start_is_one_line(
    capsys: Capture,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    message: str,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    for command in (["list"], ["install", "es"], ["remove", "es"]):
        assert run(["models", *command]) == 1
        assert message in error(capsys)


@pytest.mark.parametrize("content", ["{", "[]"])
def test_broken_settings_of_argostranslate_are_one_line(
    argos_home: Path, capsys: Capture, content: str
) -> None:
    (argos_home / "config/argos-translate").mkdir(parents=True)
    (argos_home / "config/argos-translate/settings.json").write_text(content)
    for _ in range(2):
        assert run(["models", "list", "--json"]) == 1
        assert "argostranslate's settings are wrong: " in error(capsys)


def test_full_disk_is_one_line_and_leaves_no_package(server: Loopback) -> None:
    pytest.importorskip("resource")
    files = package_files()
    files["translate-en_es-1_0/model/model.bin"] = b"0" * 300_000 + os.urandom(50_000)
    server.files["/es.argosmodel"] = zipped(files)
    code = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))\n"
        "from pipeline.cli.main import run; sys.exit(run(['models', 'install', 'es']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: translate-en_es.argosmodel cannot be unpacked: ")
    assert done.stderr.count("\n") == 1
    assert labels() == []
    assert leftovers() == []


def test_two_installs_wait_for_each_other(server: Loopback) -> None:
    server.pause = 0.02
    command = [sys.executable, "-m", "pipeline", "models", "install", "es"]
    first, second = (
        subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    )
    said = [run.communicate(timeout=60) for run in (first, second)]
    assert [first.returncode, second.returncode] == [0, 0]
    assert sorted(out.decode() for out, _ in said) == [
        "installed already, and whole: en→es 1.0 (0.2 MB)\n",
        "installed en→es 1.0 (0.2 MB)\n",
    ]
    assert sorted(err.decode() for _, err in said) == [
        "",
        "Another `handouts models` is at work; waiting for it to end.\n",
    ]
    assert [path for path, _ in server.asked].count("/es.argosmodel") == 1


def test_waiting_for_another_install_has_an_end() -> None:
    waits: list[bool] = []

    def on_wait() -> None:
        waits.append(True)

    with (
        packages.workshop(on_wait),
        pytest.raises(ModelError, match="is still at work"),
        packages.workshop(on_wait, patience=0.1),
    ):
        pass
    assert waits == [True]


def test_install_killed_at_any_moment_leaves_a_whole_package_or_none(server: Loopback) -> None:
    server.pause = 0.01
    chance = random.Random(3)
    old, new = zipped(package_files()), zipped(package_files(version="1.1"))
    server.files["/new"] = new
    offer(server, entry("es", "1.1", [f"{server.address}/new"]))
    command = [sys.executable, "-m", "pipeline", "models", "install", "es"]
    ends = set()
    for round_ in range(KILLS):
        shutil.rmtree(home(), ignore_errors=True)
        home().mkdir()
        if round_ % 2:
            zipfile.ZipFile(io.BytesIO(old)).extractall(home())
        asked = len(server.asked)
        process = subprocess.Popen(
            command, cwd=REPOSITORY, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while len(server.asked) == asked and process.poll() is None:
            time.sleep(0.005)
        time.sleep(chance.uniform(0, 0.35))
        process.send_signal(signal.SIGKILL)
        process.wait()
        found = packages.everything()
        assert packages.installed() == found
        for package in found:
            packages.verify(package)
        # argostranslate fails on any folder that is no package.
        assert {path.name for path in home().iterdir()} == {p.folder.name for p in found}
        ends.add(tuple(labels()))
    assert len(ends) > 1, "every round ended in the same way: the moments are badly chosen"
    assert listed_by_argos() == sorted(labels())
    server.pause = 0
    assert run(["models", "install", "es"]) == 0
    assert listed_by_argos() == ["en→es 1.1"]
    assert leftovers() == []
