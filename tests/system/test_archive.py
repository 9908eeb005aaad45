"""Zip archives that strangers make: whole ones are unpacked, all others are refused."""

import hashlib
import io
import stat
import zipfile
from pathlib import Path

import pytest
from conftest import zipped
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.errors import ModelError
from pipeline.system.archive import MOST_FILES, unpack

FILES = {"a/metadata.json": b'{"from_code": "en"}' * 9, "a/model/model.bin": b"0123"}


def unpacked(content: bytes, folder: Path) -> dict[str, bytes]:
    """Unpack a zip archive and return every file that is anywhere in the folder afterwards."""
    inner = folder / "inner"
    inner.mkdir(parents=True)
    (folder / "x.zip").write_bytes(content)
    try:
        unpack(folder / "x.zip", inner)
    finally:
        (folder / "x.zip").unlink()
        found = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
        outside = [name for name in found if not name.startswith("inner/")]
        assert outside == []
    return {name.removeprefix("inner/"): path.read_bytes() for name, path in found.items()}


def test_archive_that_needs_a_rare_library_or_a_password_is_refused(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("a/b", b"0123")
    # Bit 0 of the flags, in both headers, says that a file is encrypted (APPNOTE 4.4.4).
    locked = bytearray(zipped({"a/b": b"0123"}))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(signature) + flags] |= 1
    for name, content in (("bzip2", packed.getvalue()), ("locked", bytes(locked))):
        with pytest.raises(ModelError, match="is encrypted, or packed in an unusual way"):
            unpacked(content, tmp_path / name)


def special(name: str, kind: int, content: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a/metadata.json", "{}")
        info = zipfile.ZipInfo(name)
        info.external_attr = (kind | 0o777) << 16
        archive.writestr(info, content)
    return packed.getvalue()


def test_archive_is_unpacked_as_it_is(tmp_path: Path) -> None:
    assert unpacked(zipped({"a/": b"", "a/empty/": b"", **FILES}), tmp_path) == FILES


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zipped({"a/b": b"", "../evil": b""}), "is no path inside a folder"),
        (zipped({"a/b": b"", "a/../../evil": b""}), "is no path inside a folder"),
        (zipped({"a/b": b"", "/tmp/evil": b""}), "is no path inside a folder"),
        (zipped({"a/b": b"", "a//evil": b""}), "is no path inside a folder"),
        (zipped({"a/b": b"", "C:/evil": b""}), "is no path inside a folder"),
        (zipped({"a/b": b"", "a\\..\\evil": b""}), "is no path inside a folder"),
        (special("a/link", stat.S_IFLNK, b"/etc/passwd"), "is neither a file nor a folder"),
        (special("a/pipe", stat.S_IFIFO, b""), "is neither a file nor a folder"),
        (zipped({"a/b": b"", "a/B": b""}), "stands in it twice"),
        (zipped({"a/\u00e9": b"", "a/e\u0301": b""}), "stands in it twice"),
        (zipped({"a/b": b"", "a/b/c": b""}), "cannot be unpacked"),
        (zipped({"a/b": b"", "b/b": b""}), "does not have exactly one folder at its top"),
        (zipped({"a/b": b"", "c": b""}), "does not have exactly one folder at its top"),
        (zipped({}), "does not have exactly one folder at its top"),
        (zipped({"a/b": bytes(10_000_000)}), "more than a language package has"),
        (zipped({f"a/{n}": b"" for n in range(MOST_FILES + 1)}), "more than a language package"),
        (b"", "is no whole zip archive"),
        (b"<html>", "is no whole zip archive"),
        (zipped(FILES)[:-30], "is no whole zip archive"),
    ],
)  # fmt: skip
def test_archive_that_is_not_one_folder_of_plain_files_is_refused(
    tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(ModelError, match=r"x\.zip") as failure:
        unpacked(content, tmp_path)
    assert message in str(failure.value)
    assert "\n" not in str(failure.value)


def test_archive_whose_sizes_are_a_lie_is_refused(tmp_path: Path) -> None:
    # The bomb of ten million zeros, declared as a file of ten bytes in both of its headers.
    true, lie = (10_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little")
    bomb = zipped({"a/b": bytes(10_000_000)})
    assert bomb.count(true) == 2
    with pytest.raises(ModelError, match="Bad CRC"):
        unpacked(bomb.replace(true, lie), tmp_path)


SMALL = zipped(FILES)


@settings(max_examples=300)
@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=4), st.integers(0, 60))
def test_archive_with_any_bytes_changed_is_refused_or_stays_inside(
    tmp_path_factory: pytest.TempPathFactory, place: int, other: bytes, lost: int
) -> None:
    content = SMALL[:place] + other + SMALL[place + lost :]
    folder = tmp_path_factory.mktemp("changed")
    try:
        files = unpacked(content, folder)
    except ModelError as refused:
        said = str(refused)
    else:
        said = ""
        digests = {hashlib.sha256(c).digest() for c in (*FILES.values(), b"")}
        assert {hashlib.sha256(c).digest() for c in files.values()} <= digests
    assert "\n" not in said
