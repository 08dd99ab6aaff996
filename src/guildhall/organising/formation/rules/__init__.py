"""What law and the federation's regulations say about forming a union: values in, findings out."""
