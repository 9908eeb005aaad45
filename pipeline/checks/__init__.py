"""The checks by theme; `pipeline.check` runs them."""
