"""Who may use the page: middleware, authentication, loopback checks."""
