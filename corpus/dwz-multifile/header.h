struct list { struct list *next, *prev; };

struct bus { const char *name; int number; struct list devices; unsigned long flags; };

struct device { struct list node; struct bus *bus; int weight; unsigned short vendor, product; };

extern volatile int sink;

static inline int fast(struct device *d) { return d->weight * 3 + d->bus->number + sink; }
