"""Work on score workbooks: make a blank, check, annotate, explain, compare."""
