"""What can be done with exams."""
