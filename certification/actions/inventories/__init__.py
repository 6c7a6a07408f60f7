"""What a person can do with questionnaires."""
