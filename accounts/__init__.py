"""Identity, the table of rights and the audit."""
