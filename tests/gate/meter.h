/* A meter that is read by two users. HISTORY selects a step of what happened to it. */
int smooth(int *values, int n);
int report(int value);
#ifdef INLINE
static inline int limit(int value, int most)
{
	return value > most ? most : value < -most ? -most : value;
}
#else
int limit(int value, int most);
#endif
