"""附录 2: the maturity descriptions."""
