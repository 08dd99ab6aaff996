"""`python -m guildhall`: the same as the `guildhall` command."""

from guildhall.cli.main import entry

if __name__ == "__main__":
    entry(prog_name="guildhall")
