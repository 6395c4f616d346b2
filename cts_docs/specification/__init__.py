"""Controlled specifications as data: the model, the loader, one TOML file per specification."""
