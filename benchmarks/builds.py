"""Builds to trace: one that compiles, and one that starts many short processes."""

from pathlib import Path

UNITS = 24
CHECKS = 150
MAKEFILE = """\
CFLAGS = -O2
OBJECTS = $(patsubst %.c,%.o,$(wildcard unit*.c))
app: $(OBJECTS)
\t$(CC) -o $@ $^
"""
UNIT = """\
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <time.h>
#include <errno.h>
#include <ctype.h>
{functions}
"""
FUNCTION = """\
int f{unit}_{number}(const char *s, int n) {{
  char buffer[256]; int sum = 0;
  for (int i = 0; i < n && s[i]; i++)
    switch (s[i] % {modulus}) {{
      case 0: sum += toupper(s[i]) * i; break;
      case 1: sum ^= (int)strlen(s + i); break;
      case 2: snprintf(buffer, sizeof buffer, "%d %s", sum, s); sum += buffer[i % 200]; break;
      default: sum -= abs(i - n);
    }}
  return sum;
}}
"""
MAIN = 'int main(void) { return f0_0("", 0); }\n'
CONFIGURE = """\
#!/bin/sh
LC_ALL=C; export LC_ALL
i=0
while [ $i -lt {checks} ]; do
  echo "checking $i" | sed s/checking/found/ > conf.$i
  v=`expr $i % 10`
  if test $v = 0; then
    echo "int main(void) {{ return $i; }}" > conftest.c
    cc -o conftest conftest.c 2>/dev/null && rm -f conftest conftest.c
  fi
  grep -q found conf.$i && rm -f conf.$i
  i=`expr $i + 1`
done
echo done > config.status
"""


def make_compiler_build(folder: Path) -> None:
    """Some sources of moderate size, and a Makefile."""
    (folder / "Makefile").write_text(MAKEFILE, "utf-8")
    for unit in range(UNITS):
        functions = "".join(
            FUNCTION.format(unit=unit, number=number, modulus=5 + number % 7)
            for number in range(60)
        )
        text = UNIT.format(functions=functions) + (MAIN if unit == 0 else "")
        (folder / f"unit{unit}.c").write_text(text, "utf-8")
    (folder / ".gitignore").write_text("*.o\napp\n", "utf-8")


def make_configure_build(folder: Path) -> None:
    """A script in the manner of ``configure``, which sets the plain locale as that does."""
    (folder / "configure").write_text(CONFIGURE.format(checks=CHECKS), "utf-8")
    (folder / ".gitignore").write_text("conf*\n!configure\n", "utf-8")
