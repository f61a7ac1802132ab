"""The loop of every training: epochs, batches, networks, devices, checkpoints, progress, results."""
