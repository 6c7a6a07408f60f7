"""What is read about achieving and maintaining."""
