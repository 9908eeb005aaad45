"""Install and remove language packages: the index on a server → a package on this machine."""

import difflib
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import HandoutsError, ModelError, WebError
from pipeline.languages import SOURCE
from pipeline.system import archive, http
from pipeline.translation import packages
from pipeline.translation.packages import InstalledPackage

# Told the package, the bytes that are here, and the bytes of all (0: not known).
OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Offer:
    """A package that the index offers.

    Attributes:
        source: The language it translates from, as Argos writes it.
        target: The language it translates into.
        version: Such as "1.9".
        language: The English name of the target.
        links: Where it can be downloaded, in the order to try.
    """

    source: str
    target: str
    version: str
    language: str
    links: tuple[str, ...]

    @property
    def label(self) -> str:
        """Return what a person calls it: "en→es 1.0"."""
        return f"{self.source}→{self.target} {self.version}".rstrip()


@dataclass(frozen=True)
class Installation:
    """What became of a package asked for.

    Attributes:
        package: The package that is there now.
        is_new: Whether it was downloaded; otherwise it was there already.
    """

    package: InstalledPackage
    is_new: bool


@dataclass(frozen=True)
class InstalledState:
    """An installed package and how it is.

    Attributes:
        package: The package.
        size: Of all its files, in bytes.
        damage: What is wrong with it, in words; empty where it is whole.
    """

    package: InstalledPackage
    size: int
    damage: str


@dataclass(frozen=True)
class PackageSurvey:
    """What is installed, and what could be.

    Attributes:
        installed: All packages on this machine.
        offers: The index's packages from English into the languages asked about.
        unreachable: Why the index could not be had, a sentence; empty where it could.
    """

    installed: tuple[InstalledState, ...]
    offers: tuple[Offer, ...]
    unreachable: str

    @property
    def not_installed(self) -> tuple[Offer, ...]:
        """Return the offers that are not on this machine, or newer than what is."""
        newest: dict[tuple[str, str], tuple[int, ...]] = {}
        for standing in reversed(self.installed):
            package = standing.package
            newest[package.source, package.target] = packages.version_key(package.version)
        return tuple(
            offer
            for offer in self.offers
            if packages.version_key(offer.version) > newest.get((offer.source, offer.target), ())
        )


def survey(languages: Sequence[str]) -> PackageSurvey:
    """Return what is installed, checked by its SHA-256, and what the index offers.

    Args:
        languages: The target languages to look for in the index.

    Raises:
        ModelError: Where argostranslate's folders cannot be made.
    """
    installed = tuple(InstalledState(p, p.size, packages.damage(p)) for p in packages.everything())
    try:
        offers, unreachable = available(), ""
    except (WebError, ModelError) as failure:
        offers, unreachable = (), str(failure)
    wanted = tuple(o for o in offers if o.source == SOURCE and o.target in languages)
    return PackageSurvey(installed, wanted, unreachable)


def available() -> tuple[Offer, ...]:
    """Return the newest package of each pair in the index, by language.

    The index is argostranslate's, or the one that ARGOS_PACKAGE_INDEX names.

    Raises:
        WebError: Where it cannot be had, or is no JSON.
        ModelError: Where it is no index.
    """
    # argostranslate only puts "index.json" behind its setting, so a slash is easily forgotten.
    url = f"{packages.settings().package_index.rstrip('/')}/index.json"
    entries = http.get_json(url)
    if not isinstance(entries, list):
        raise ModelError(f"{url} is no index of language packages")
    newest: dict[tuple[str, str], Offer] = {}
    for offer in filter(None, map(_offer, entries)):
        pair = (offer.source, offer.target)
        known = newest.get(pair, offer)
        if packages.version_key(offer.version) >= packages.version_key(known.version):
            newest[pair] = offer
    if not newest:
        raise ModelError(f"{url} offers no language package")
    return tuple(sorted(newest.values(), key=lambda offer: (offer.source, offer.language)))


def install(
    codes: Sequence[str],
    on_progress: OnProgress,
    on_installed: Callable[[Installation], None],
    on_wait: Callable[[], None],
) -> None:
    """Install the newest package from English into each language, where it is not there yet.

    An older or damaged package stays until the new one is whole.

    Args:
        codes: Target languages, as Argos writes them.
        on_progress: Told how far each download is.
        on_installed: Told each package when it is there.
        on_wait: Called where another install has to be waited for.

    Raises:
        WebError: Where the index or a package cannot be downloaded.
        ModelError: Where the index does not have a language, or a package is not what it should
            be; packages told of before are installed.
    """
    codes = list(dict.fromkeys(codes))
    try:
        offers = _chosen(codes, available())
    except WebError:
        # Who has everything needs no network.
        there = [_whole(code) for code in codes]
        if not all(there):
            raise
        for package in filter(None, there):
            on_installed(Installation(package, is_new=False))
        return
    with packages.workshop(on_wait) as work:
        downloads = _emptied_downloads()
        for offer in offers:
            present = _whole(offer.target)
            if present and not _is_newer(offer, present):
                on_installed(Installation(present, is_new=False))
            else:
                on_installed(
                    Installation(_install(offer, downloads, work, on_progress), is_new=True)
                )


def remove(codes: Sequence[str], on_wait: Callable[[], None]) -> list[InstalledPackage]:
    """Remove the packages from English into some languages, damaged ones too.

    Args:
        codes: Target languages, as Argos writes them.
        on_wait: Called where an install has to be waited for.

    Returns:
        The packages that were removed.

    Raises:
        ModelError: Where one is not there (then none is removed), or the disk refuses.
    """
    with packages.workshop(on_wait) as work:
        found = [p for p in packages.everything() if p.source == SOURCE and p.target in codes]
        for code in codes:
            if code not in {package.target for package in found}:
                what = f"No package {SOURCE}→{code} is installed"
                raise ModelError(what, mend="See which are: handouts models list")
        for package in found:
            packages.discard(package, work)
    return found


def _offer(entry: object) -> Offer | None:
    """Return what an entry of the index offers; nothing where it is no translation package."""
    if not isinstance(entry, dict) or entry.get("type", "translate") != "translate":
        return None
    keys = ("from_code", "to_code", "package_version")
    texts = [text for key in keys if isinstance(text := entry.get(key), str) and text]
    links = entry.get("links")
    if len(texts) < len(keys) or not isinstance(links, list):
        return None
    source, target, version = texts
    language = str(entry.get("to_name") or target)
    return Offer(source, target, version, language, tuple(map(str, links)))


def _chosen(codes: Sequence[str], offers: Sequence[Offer]) -> list[Offer]:
    """Return the offers for some languages.

    Raises:
        ModelError: Where one is not offered; names those that look like it.
    """
    known = {offer.target: offer for offer in offers if offer.source == SOURCE}
    for code in codes:
        if code not in known:
            names = {offer.language.lower(): offer.target for offer in known.values()}
            near = difflib.get_close_matches(code.lower(), [*names, *known], n=3, cutoff=0.5)
            meant = dict.fromkeys(names.get(name, name) for name in near)
            shown = [f"{name} ({known[name].language})" for name in meant] or sorted(known)
            what = f"The index has no package {SOURCE}→{code}"
            raise ModelError(what, mend=f"It has {', '.join(shown)}" if shown else "")
    return [known[code] for code in codes]


def _whole(target: str) -> InstalledPackage | None:
    """Return the newest package of a pair, if its files are as they were recorded."""
    package = packages.find(SOURCE, target)
    return package if package and not packages.damage(package) else None


def _is_newer(offer: Offer, package: InstalledPackage) -> bool:
    return packages.version_key(offer.version) > packages.version_key(package.version)


def _install(
    offer: Offer, downloads: Path, work: Path, on_progress: OnProgress
) -> InstalledPackage:
    """Install a package from the first of its links that has a whole one."""
    failures: list[HandoutsError] = []
    for link in offer.links:
        # The index names IPFS next to the web; nothing here could fetch it.
        if link.startswith("ipfs:"):
            continue
        try:
            return _install_from(link, offer, downloads, work, on_progress)
        except (WebError, ModelError) as failure:
            failures.append(failure)
    if failures:
        raise failures[0]
    raise ModelError(f"The index has no web address for {offer.label}")


def _emptied_downloads() -> Path:
    """Return our folder among argostranslate's downloads, without what a killed run left whole.

    The parts stay: they are gone on with.
    """
    folder = Path(packages.settings().downloads_dir) / "handouts"
    with packages.on_disk(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for leftover in folder.glob("*.argosmodel"):
            leftover.unlink()
    return folder


def _install_from(
    link: str, offer: Offer, downloads: Path, work: Path, on_progress: OnProgress
) -> InstalledPackage:
    # The pair comes from a server and must not name another folder.
    name = re.sub(r"[^A-Za-z0-9_-]", "_", f"translate-{offer.source}_{offer.target}")
    target = downloads / f"{name}.argosmodel"
    with packages.on_disk(work):
        folder = Path(tempfile.mkdtemp(dir=work))
    try:
        http.download(link, target, lambda done, size: on_progress(offer.label, done, size))
        package = _checked(archive.unpack(target, folder), offer, link)
    finally:
        target.unlink(missing_ok=True)
    packages.record(package)
    return packages.place(package, work)


def _checked(folder: Path, offer: Offer, link: str) -> InstalledPackage:
    """Return the package in a folder.

    Raises:
        ModelError: Where it is not whole, or not what the index says.
    """
    package = packages.read(folder)
    if package is None:
        raise ModelError(f"What {link} has is no language package: metadata.json says nothing")
    if (package.source, package.target) != (offer.source, offer.target):
        raise ModelError(f"{link} should have {offer.label} and has {package.label}")
    if missing := packages.lacking(folder):
        raise ModelError(f"The package that {link} has is not whole: {missing}")
    return package
