"""What came out before, kept under keys that change with all it depends on."""
