"""审核报告内部附件: the internal annex of the audit report."""
