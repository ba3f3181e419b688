"""Pages of this computer, for the browser on it: a server that nobody else can reach or use."""
