"""What is compared: parallel implementations of the same workloads, one folder a framework."""
