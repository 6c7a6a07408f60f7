"""What achieving and maintaining a qualification means: pure functions and values."""
