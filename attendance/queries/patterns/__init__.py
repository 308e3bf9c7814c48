"""What patterns rest on, whom a look is for, and what it found."""
