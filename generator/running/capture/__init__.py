"""What comes back from a worker: believed only where a worker can have sent it."""
