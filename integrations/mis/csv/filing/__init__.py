"""Rows of each kind of file handed to the services that file them; what a person must know is told."""
