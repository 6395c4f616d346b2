"""审核报告: the audit report."""
