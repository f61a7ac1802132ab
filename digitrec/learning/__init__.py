"""Training: data, augmentation, fitting, evaluation."""
