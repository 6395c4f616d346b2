"""From a specification to a blank score workbook."""
