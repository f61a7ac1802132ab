"""What every window needs: OpenCV's window, events and requests, the loop, the worker thread, snapshots."""
