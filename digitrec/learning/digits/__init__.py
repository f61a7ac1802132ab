"""Training of the models that read single digits: from a plan to a model in the store."""
