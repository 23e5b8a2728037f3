#include <stdio.h>
int zoo_frames(void);
int main(void) { return printf("%d frames a second\n", zoo_frames()) < 0; }
