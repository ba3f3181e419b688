"""Reviews to Anki and from there, none of them twice."""
