"""The internal annex of the audit report."""
