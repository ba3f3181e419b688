"""The same deck in other environments: where its cards come out otherwise."""
