"""What the live page knows."""
