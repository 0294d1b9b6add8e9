"""Joins geometry, sharing and scenario: visibility, warning, response, and what they mean."""
