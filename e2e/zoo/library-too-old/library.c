int zoo_frames(void) { return 25; }
