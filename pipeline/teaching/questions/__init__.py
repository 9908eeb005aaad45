"""Questions on any article."""
