"""One folder for each form: the builder of its template, and its values."""
