"""The controlled document itself: cover, contents, clauses, appendices."""
