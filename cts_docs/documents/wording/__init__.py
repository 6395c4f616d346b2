"""Every sentence that a document says; a builder places it and decides nothing.

A sentence asserts nothing about an audit beyond what was entered or follows by rule.
"""
