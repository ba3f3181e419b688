"""What assistants that write cards can ask for, over the Model Context Protocol."""
