"""Tools that stand beside the product: servers for tests, measurements, house lints."""
