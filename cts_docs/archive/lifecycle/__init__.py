"""The lifecycle of an entry: numbering, issuing, status changes, due dates, searching."""
