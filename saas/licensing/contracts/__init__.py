"""The register of agreements as a company sees it: what is agreed now, and what was before."""
