"""Registers, read for the board and for the page of one."""
