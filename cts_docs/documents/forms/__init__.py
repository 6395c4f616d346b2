"""One folder for each form: its template and its values."""
