extern int state;

extern inline __attribute__((gnu_inline)) int length(const char *s) { return s[0] ? state : 0; }
