/* Fails on purpose, in the way its argument names: proof that the runner sees each kind. */
#include "check.h"

int main(int argc, char** argv) {
  const char* way = argc > 1 ? argv[1] : "";
  if (strcmp(way, "check") == 0) CHECK(1 + 1 == 3);
  if (strcmp(way, "address") == 0) {
    char* block = malloc(8);
    volatile char* after = block + 8;
    *after = 1;
    free(block);
  }
  if (strcmp(way, "undefined") == 0) {
    volatile int most = 2147483647;
    most = most + 1;
  }
  return report();
}
