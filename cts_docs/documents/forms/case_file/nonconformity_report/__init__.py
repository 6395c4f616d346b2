"""不符合报告: one nonconformity with its criterion, correction, corrective action and verification."""
