"""Use cases on specifications: export, check, derive, compare, impact on archived audits."""
