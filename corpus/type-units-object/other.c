struct triple {
	struct triple *next;
	int a, b, c;
};

static inline int twig(struct triple *p) { return p->a * 5 + p->c; }

int branch(struct triple *p) { return twig(p) + 2; }
