"""四性检测报告: the report of an archive's four-property check."""
