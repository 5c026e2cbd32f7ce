# Aliases, for fingers that type make. ./go does the work; ./go --help tells the rest.
.PHONY: run test check e2e bench
run test check e2e bench:
	@./go $@
