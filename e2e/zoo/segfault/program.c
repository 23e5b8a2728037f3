#include <stdio.h>
struct node { int depth; struct node *parent; };
static int depth_of(volatile struct node *node) { return node->parent->depth; }
int main(void) {
    volatile struct node root = { 0, 0 };
    puts("parsing /dev/stdin");
    fflush(stdout);
    return depth_of(&root);
}
