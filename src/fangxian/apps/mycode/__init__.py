"""The resident's own page: what their code shows, why, until when, who decided, how to appeal, who has read their
record."""
