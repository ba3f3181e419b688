"""The steps of a build put together, a chapter at a time."""
