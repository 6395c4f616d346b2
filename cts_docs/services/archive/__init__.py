"""Use cases on an archive: issue, approve, list, change a status, verify, export."""
