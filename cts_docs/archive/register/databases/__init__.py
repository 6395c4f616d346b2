"""The databases that hold a register: a SQLite file, or PostgreSQL."""
