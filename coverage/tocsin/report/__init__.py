"""What a person reads: tables in a terminal, files of a run, one HTML page."""
