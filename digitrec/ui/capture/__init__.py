"""Where frames come from and go to: cameras, videos, pictures, the thread that fetches them, recordings."""
