"""Bluesky, through the AT Protocol."""
