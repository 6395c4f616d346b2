"""What must hold between the parts of a specification that was loaded."""
