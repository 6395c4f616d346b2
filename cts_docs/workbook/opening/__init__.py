"""Opening a workbook file: the guard first, then its sheets and cells."""
