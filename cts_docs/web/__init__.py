"""The page: the whole work in a browser, over the services. An optional extra of the package."""
