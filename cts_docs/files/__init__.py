"""Files on disk and their hashes: atomic writing, zip packages, canonical JSON and SHA-256."""
