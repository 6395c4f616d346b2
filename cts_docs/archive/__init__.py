"""The archive of issued documents: register, packages, lifecycle of entries, verification.

This package imports nothing itself: the database libraries take a third of a second to load, and
most commands never open an archive.
"""
