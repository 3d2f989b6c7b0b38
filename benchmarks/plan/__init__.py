"""What is to be measured: settings, questions, sizes, pitfalls."""
