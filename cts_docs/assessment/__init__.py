"""What the auditors recorded, and what follows from it: pure values in, values out."""
