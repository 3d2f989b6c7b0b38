"""The classic mistakes, made on purpose."""
