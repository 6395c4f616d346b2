"""BagIt packages on disk: storage, recovery, content hash, export."""
