"""Commands on score workbooks."""
