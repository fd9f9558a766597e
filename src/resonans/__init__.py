"""resonans: social media marketing, self-hosted."""

__version__ = "0.1.0"
