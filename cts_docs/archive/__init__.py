"""Issued documents kept so that anyone can show what was issued, on what figures, and that nothing changed.

The modules are imported one by one by those who need them: the register's libraries take a
third of a second to load, and most commands never open an archive.
"""
