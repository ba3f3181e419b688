"""How programs are closed off, and whose programs may run without that."""
