"""What another project could take away unchanged; one subject a file."""
