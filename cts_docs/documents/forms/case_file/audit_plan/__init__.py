"""审核计划: who audits what, when and where."""
