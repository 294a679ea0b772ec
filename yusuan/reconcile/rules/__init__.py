"""One file a family of rules. A rule is a function decorated with `registry.rule`; adding one touches its file alone."""
