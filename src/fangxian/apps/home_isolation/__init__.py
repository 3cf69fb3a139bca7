"""Application 15, home isolation (居家隔离): households, their homes, needs, temperatures, tests, their doors."""
