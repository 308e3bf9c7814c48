"""A trust of two invented schools, written as the files that their systems would export."""
