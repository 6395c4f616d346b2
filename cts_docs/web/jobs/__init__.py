"""Long work of the page, each job in a process of its own."""
