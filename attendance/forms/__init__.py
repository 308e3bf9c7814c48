"""What people send to the pages of attendance, checked and turned into plain values."""
