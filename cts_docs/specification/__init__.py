"""What a controlled specification says: its model, its loader, one TOML file each."""
