#include "int16_image.h"

#include "int16_vector.h"

void mb_read_image_int16(const unsigned char *image, int factor, int offset, void *arena,
                         const mb_tensor *output)
{
    const int run = output->width * output->channels;
    for (int y = 0; y < output->height; y++) {
        const unsigned char *from = image + (ptrdiff_t)y * run;
        int16_t *to = mb_pixels_int16(arena, output) + (ptrdiff_t)y * output->row;
        int i = 0;
        for (; i + 8 <= run; i += 8) {
            mb_store_short8(to + i, mb_scale_short8(mb_load_bytes(from + i), factor, offset));
        }
        for (; i < run; i++) to[i] = (int16_t)(from[i] * factor + offset);
    }
}
