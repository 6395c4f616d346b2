"""Jobs of the page: long work, each job in a process of its own."""
