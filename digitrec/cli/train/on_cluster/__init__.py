"""`training_model.py --cluster`: members of an ensemble and seeds of a plan, each trained by a worker."""
