"""The page: the whole job without a terminal, over the actions. An optional extra of the package."""
