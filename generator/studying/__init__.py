"""Study in the browser: the cards of a deck or of packages, graded one after the other."""
