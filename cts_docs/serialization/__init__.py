"""Results as the JSON of the command line."""
