"""Word paperwork: one builder per controlled form, the wording, and the rendering."""
