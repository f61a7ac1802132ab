"""What every training loop needs: networks and optimizers, devices, checkpoints, progress."""
