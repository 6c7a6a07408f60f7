"""What can be done with people: one function per deed, in a module per subject."""
