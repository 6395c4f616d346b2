"""From a filled score workbook to the formal paperwork of a service certification."""
