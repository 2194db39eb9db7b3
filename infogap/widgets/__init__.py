"""What people touch: the calculator, and the page it lives on without a kernel."""
