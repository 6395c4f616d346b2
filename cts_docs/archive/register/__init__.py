"""The register: event log, tables, SQLite and PostgreSQL, signatures."""
