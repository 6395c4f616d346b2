"""The sentences and labels of the documents.

A sentence asserts nothing about an audit beyond what was entered or follows from the specification.
"""
