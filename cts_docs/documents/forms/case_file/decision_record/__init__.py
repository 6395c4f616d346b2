"""认证决定记录: what was reviewed, what is open, and the decision."""
