"""From the bytes of a specification's data file to the typed model, every fault with its key path."""
