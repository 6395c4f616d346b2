"""附录3: the points of the maturity levels."""
