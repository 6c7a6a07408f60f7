"""Papers of achieving and maintaining."""
