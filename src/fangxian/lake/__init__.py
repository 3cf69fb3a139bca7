"""Where bytes lie, with which manifest, and which engine reads them."""
