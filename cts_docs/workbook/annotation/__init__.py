"""The annotated copy of a workbook: problems marked in the user's own file, by editing its XML."""
