"""WordprocessingML: packages, styles, paragraphs, tables, pages."""
