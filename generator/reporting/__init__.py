"""Machine-readable reports of a check: JSON, JUnit XML, GitHub annotations."""
