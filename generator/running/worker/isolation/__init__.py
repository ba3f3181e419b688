"""What programs are kept from, and what keeps them from it."""
