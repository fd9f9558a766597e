"""The glossary's metrics, each defined once, by family."""
