int printf(const char *format, ...);
int fflush(void *stream);
int pause(void);

int main(int count, char **words)
{
    printf("serving on port %s\n", count > 2 ? words[2] : "80");
    fflush(0);
    return pause();
}
