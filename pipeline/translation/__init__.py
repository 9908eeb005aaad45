"""Memory, glossary and engines → first versions of translations."""
