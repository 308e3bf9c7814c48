"""What staff do about absences of today and of the days before."""
