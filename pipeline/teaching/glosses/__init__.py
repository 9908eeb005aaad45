"""The meanings of words, found in the translation of the sentence they stand in."""
