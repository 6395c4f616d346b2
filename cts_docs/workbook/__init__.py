"""The score workbook both ways: specification to blank, filled workbook to assessment or problems."""
