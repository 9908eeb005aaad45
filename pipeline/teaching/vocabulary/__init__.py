"""The words of an English text: classes, levels, expressions, and which are worth teaching."""
