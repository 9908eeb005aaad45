"""Which aligner a paragraph needs: lengths where they are enough, else meaning."""

from collections.abc import Sequence

from pipeline.alignment.lengths import Link, align


def link_sentences(source: Sequence[str], target: Sequence[str]) -> Sequence[Link]:
    """Link the sentences of a paragraph and its translation, surely enough to take them apart.

    Where each has its own, lengths and shared words say so. Where not, their meaning decides:
    loading the encoder takes a second, and that is seldom needed.
    """
    links = align(source, target)
    if len(source) == len(target) and all(
        len(link.source) == len(link.target) == 1 for link in links
    ):
        return links
    from pipeline.alignment.encoder import encoder
    from pipeline.alignment.meaning import align_texts

    return align_texts(source, target, encoder())
