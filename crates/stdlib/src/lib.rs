//! Native modules, and the frozen pure-Python library.
