"""Datasets, batches, held rows, job runs: the lake's manifests mirrored."""
