"""Bilingual handouts for language teachers: an article and its translation, side by side."""
