"""What the pages of exams show: prepared values."""
