"""One page that opens from disk: plain data collected per section here, shown by the template beside this file."""
