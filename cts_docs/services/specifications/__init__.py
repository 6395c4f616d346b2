"""Work on specifications: export, check, derive, compare, and the impact of a draft on archived audits."""
