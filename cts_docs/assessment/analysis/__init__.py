"""Analysis of results: explanation of figures, trial values, comparison, sensitivity and spread."""
