"""Export files of any school system, read as CSV with columns that the person confirms."""
