"""Cards that are practised: what was typed is held against what came out, and code is run."""
