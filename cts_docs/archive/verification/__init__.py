"""Verification of an archive: verdicts, foreign files, file formats, the four-property check."""
