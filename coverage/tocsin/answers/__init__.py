"""One module a question; each is a reduction of what the engine works out."""
