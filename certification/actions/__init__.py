"""What a person can do about achieving and maintaining."""
