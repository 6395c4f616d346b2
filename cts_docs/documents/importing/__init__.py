"""A controlled document in Word, read back into the data of a specification."""
