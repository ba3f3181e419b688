"""Cards and their runs → what is shown: HTML for Anki, data for Typst."""
