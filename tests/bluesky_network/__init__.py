"""The real Bluesky servers on loopback: directory, data server, and the AppView that counts and notifies."""
