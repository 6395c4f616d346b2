"""Commands on what is controlled: templates and specifications."""
