"""`digitrec read --cluster`: batches of files read by the workers of a Dask cluster, with a journal."""
