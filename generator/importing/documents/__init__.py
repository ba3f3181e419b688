"""Tables, notebooks and articles."""
