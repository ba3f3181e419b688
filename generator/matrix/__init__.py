"""The same deck in other environments: which cards come out differently."""
