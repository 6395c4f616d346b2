"""The life of an entry: numbering, issuing, status changes, due dates."""
