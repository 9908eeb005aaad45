"""Labels before what people say, as interviews have them: `**Ada Moss:** Nobody` is hers."""

import re

from pipeline.text.markup import Marked, Style

# A name with a colon, in plays a name in capitals with a full stop.
_LABEL = re.compile(r"[^\W\d_a-zß-ÿ][^:\n]{0,60}:|[^\W\d_a-zß-ÿ]{2,}[^a-z:.\n]{0,40}\.")


def label_end(marked: Marked) -> int:
    """Return where the label at the beginning of a text ends; 0 where there is none.

    A label is bold and followed by words. `readers.speakers` makes what is a name in an article's
    source look so.
    """
    bold = next((s for s in marked.spans if s.style is Style.STRONG and s.start == 0), None)
    if bold is None:
        return 0
    end = bold.end + (marked.text[bold.end : bold.end + 1] == ":")
    named = _LABEL.fullmatch(marked.text[:end].strip())
    return end if named and marked.text[end:].strip() else 0
