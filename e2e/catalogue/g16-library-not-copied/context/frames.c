int frames(void) { return 25; }
