"""The sheets of the blank: their cells, formats, validations and page set-up."""
