"""What `train_packages.py` is made of: pairs, subword units, word alignment, the network."""
