"""The rules across fields, one module for each matter."""
