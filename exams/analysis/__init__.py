"""How good an exam is, in figures: plain numbers go into a process of its own, which loads the statistics library."""
