"""附录 1: the service requirements, scored."""
