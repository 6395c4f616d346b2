"""The commands that issue, and the commands on an archive."""
