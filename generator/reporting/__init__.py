"""What a check found, for programs to read: JSON, JUnit XML, GitHub's annotations."""
