int printf(const char *format, ...);
int fflush(void *stream);
int pause(void);
int frames(void);

int main(void)
{
    printf("%d frames a second\n", frames());
    fflush(0);
    return pause();
}
