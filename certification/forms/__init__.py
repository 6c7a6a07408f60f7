"""What people send about achieving and maintaining."""
