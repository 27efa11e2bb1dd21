struct pair { int a, b, unused[30]; };

int scale(int x, int factor);
int sum(const struct pair *p);
int twice(int x);
