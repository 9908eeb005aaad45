"""What a text says that can be asked for: one module for each kind of fact."""
