"""The register: event log, read model, SQLite and PostgreSQL, signatures."""
