"""What a run leaves behind for a reader: its folder of files, its maps, one HTML page."""
