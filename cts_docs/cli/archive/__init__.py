"""Commands that issue, and commands on an archive."""
