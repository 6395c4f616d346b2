"""Work on the controlled templates: regenerate, check, lint, adopt, and their register."""
