"""Access to the page: authentication and the middleware of every request."""
