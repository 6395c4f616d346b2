"""Rendering the documents of a workbook into a folder, again or for the first time."""
