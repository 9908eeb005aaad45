"""Variants: papers of an edition that differ in size, parts and arrangement, not in content."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from pipeline.errors import ProjectError
from pipeline.handout.model import (
    Arrangement,
    Asked,
    Edition,
    Imposition,
    Layout,
    PageStyle,
    Paper,
    PaperPart,
    TurningEdge,
)
from pipeline.system.schema import STRICT


@dataclass(frozen=True)
class Variant:
    """What a paper has otherwise than the project's `[layout]`; None stands for the same.

    Attributes:
        editions: Whom it is for.
    """

    __pydantic_config__ = STRICT

    editions: Annotated[tuple[Edition, ...], Field(min_length=1)] | None = None
    paper: Paper | None = None
    large_print: bool | None = None
    style: PageStyle | None = None
    arrangement: Arrangement | None = None
    parts: Annotated[tuple[PaperPart, ...], Field(min_length=1)] | None = None
    lines: Annotated[int, Field(ge=0, le=20)] | None = None
    questions: Asked | None = None
    pictures: Annotated[int, Field(ge=0, le=250)] | None = None
    imposition: Imposition | None = None
    edge: TurningEdge | None = None

    @property
    def is_key(self) -> bool:
        """Whether it has the answers alone, which are a teacher's."""
        return self.parts == (PaperPart.KEY,)

    @property
    def shown_to(self) -> tuple[Edition, ...]:
        """The editions that it is made of."""
        return (Edition.TEACHER,) if self.is_key else self.editions or (Edition.STUDENT,)

    def over(self, base: "Variant") -> "Variant":
        """Return a variant that says what this one says, and the rest as another does."""
        return replace(base, **self._said)

    def layout(self, project: Layout) -> Layout:
        """Return how its handouts are set in a project."""
        return replace(project, **{name: v for name, v in self._said.items() if name != "editions"})

    @property
    def name(self) -> str:
        """What it says in short, for the name of a file: "compact-letter"."""
        said = {k: v for k, v in self._said.items() if k not in ("large_print", "editions")}
        names = ["-".join(v) if isinstance(v, tuple) else _named(k, v) for k, v in said.items()]
        if self.large_print is not None:
            names.insert(0, "large-print" if self.large_print else "common-print")
        return "-".join(names).lower()

    @property
    def _said(self) -> dict[str, Any]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in values.items() if value is not None}


def make_variant(
    parts: str | None = None, *, booklet: bool = False, two_up: bool = False, **said: Any
) -> Variant:
    """Return the variant that a person asks for by words.

    Args:
        parts: Names of parts with commas between them.
        booklet: Whether two pages stand on a sheet, to fold and staple.
        two_up: Whether they do in their order.
        said: The other values of a variant, as in `handouts.toml`; None where nothing is said.

    Raises:
        ProjectError: Where one of them is unknown.
    """
    known = {part.value: part for part in PaperPart}
    names = [name.strip() for name in parts.split(",")] if parts else []
    for name in names:
        if name not in known:
            mend = f"Known are {', '.join(known)}"
            raise ProjectError(f"“{name}” is no part of a handout", mend=mend)
    kinds = {
        "paper": Paper,
        "style": PageStyle,
        "arrangement": Arrangement,
        "questions": Asked,
        "edge": TurningEdge,
    }
    if booklet or two_up:
        said["imposition"] = Imposition.BOOKLET if booklet else Imposition.TWO_UP
    values: dict[str, Any] = {
        name: kinds[name](value) if name in kinds and value is not None else value
        for name, value in said.items()
    }
    chosen = tuple(dict.fromkeys(known[name] for name in names)) or None
    return replace(Variant(parts=chosen), **values)


def _named(key: str, value: Any) -> str:
    """Return a value for the name of a file, with its key where it does not explain itself."""
    return (
        str(value) if key in ("paper", "style", "arrangement", "imposition") else f"{key}-{value}"
    )


# Nothing otherwise than the project's settings have it.
AS_SET = Variant()
READY: Mapping[str, Variant] = MappingProxyType(
    {
        "full": Variant(style=PageStyle.FULL, large_print=False),
        "compact": Variant(style=PageStyle.COMPACT, large_print=False),
        "large-print": Variant(large_print=True),
        "key": Variant(style=PageStyle.COMPACT, parts=(PaperPart.KEY,), large_print=False),
        "words": Variant(parts=(PaperPart.VOCABULARY,)),
        "text": Variant(parts=(PaperPart.TEXT,), arrangement=Arrangement.SOURCE),
    }
)
