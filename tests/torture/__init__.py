"""The archive under kills, damage and crowds: shared by the ordinary suite and `make torture`."""
