"""Cards and their runs → what decks show: HTML for Anki, data for Typst."""
