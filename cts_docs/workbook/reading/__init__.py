"""From the cells of a filled workbook to an assessment, or to problems."""
