"""The machine: files, locks, the network, other programs, and the formats that those write."""
