/* From disassembly to what an instruction reads, writes and takes. */
#include "decode.h"

operation decode(const char *text)
{
    operation op = {.base = NO_REGISTER, .source = NO_REGISTER, .latency = 1};
    char name[24] = {0};
    while (*text == ' ' || *text == '\t') text++;
    for (int i = 0; *text && *text != ' ' && *text != '\t'; text++) {
        if (i < 23) name[i++] = *text;
    }
    const operands all = read_operands(text);
    if (name[0] == 'v') decode_neon(&op, name, &all, text);
    else decode_integer(&op, name, &all, text);
    return op;
}
